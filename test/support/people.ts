/** Invented people; e-mail at example.com and telephone numbers from Ofcom's range for drama. */
export const ada = {
  name: { given: 'Ada', family: 'Lovelace' },
  birthDate: '1985-12-10',
  emails: [{ value: 'ada.lovelace@example.com', role: 'home' }],
  phones: [{ value: '+44 7700 900123', country: 'GB', role: 'mobile' }],
  addresses: [
    {
      role: 'home',
      line1: '12 St James Square',
      city: 'London',
      postcode: 'SW1Y 4JH',
      country: 'GB',
    },
  ],
};

/** The same person as `ada`, as another system wrote her down. */
export const adaInCapitals = {
  name: { given: 'ADA', family: 'LOVELACE' },
  birthDate: '1985-12-10',
  emails: [{ value: 'Ada.Lovelace@EXAMPLE.com' }],
  phones: [{ value: '07700 900123', country: 'GB' }],
};

/** Shares nothing with `ada`. */
export const grace = {
  name: { given: 'Grace', family: 'Hopper' },
  birthDate: '1976-12-09',
  emails: [{ value: 'grace.hopper@example.com', role: 'work' }],
  phones: [{ value: '+44 7700 900456', country: 'GB', role: 'mobile' }],
};

/** Ada's twin: same birth date, address and landline, another given name. */
export const byron = {
  name: { given: 'Byron', family: 'Lovelace' },
  birthDate: '1985-12-10',
  addresses: ada.addresses,
};
