/** Who answers for the data in tests, as `PUT /v1/controller` takes it. */
export const controllerBody = {
  legalName: 'Example Shops Ltd',
  contact: 'Data protection officer',
  address: { street: '1 Example Street', locality: 'London', postcode: 'EX1 1EX', country: 'GB' },
  email: 'privacy@example.com',
  phone: '+44 7700 900100',
  policyUrl: 'https://example.com/privacy',
  withdrawalUrl: 'https://example.com/privacy/choices',
  retention: 'until you withdraw, the proof of your choice three years longer',
  storedIn: ['GB', 'IE'],
  recipients: [
    { name: 'Example Mailers Ltd', purposes: ['marketing'] },
    { name: 'Example Prints Ltd', purposes: ['catalogues'] },
  ],
};
