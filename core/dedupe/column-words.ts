import type { Meaning } from './meaning.ts';

/**
 * What columns are called, folded without spaces, in the languages of our customers; `*` stands for
 * any letters. The first line that fits decides, so the more telling ones stand first.
 */
const lines: readonly (readonly [Meaning, string])[] = [
  [
    'ignored',
    'clusterid cluster entityid entity truth* groundtruth* label goldid matchid pairid groupid uniqueentityid relanchor* relpointer*',
  ],
  ['record-id', 'id recid recordid rowid'],
  [
    'source',
    'source sourcesystem datasource system quelle origin herkunft origen fonte bron sourcename',
  ],
  [
    'updated-at',
    'updatedat updated lastupdated lastmodified modifiedat modified lastchange updatedate changedat geandertam aktualisiertam lastmodifieddate',
  ],
  [
    'ignored',
    'createdat created creationdate *consent* status category amount notes note comment comments bemerkung bemerkungen remarks description *recordtype type kind employer industry *type1 lat lon latitude longitude occupation jobtitle url website language nationality balance score',
  ],
  [
    'email',
    '*email* *mailaddress* mail emails mails eml surel sahkoposti* emailaddress correo* courriel* eposta epostaadresi epostacimi postaelettronica epost epostadress* epostadr* mail[0-9]',
  ],
  [
    'family-name-previous',
    'maidenname *maiden* birthname flicknamn kizliksoyadi geburtsname formername nomdenaissance nomdejeunefille previousname formersurname previoussurname',
  ],
  ['ignored', '*phonetype *addrtype *addresstype *emailtype *phoneext*'],
  [
    'phone',
    '*phone* *mobile* *telefon* *telephone* tel telno telnr telnumber mobil* handy* *handynummer celular* cellulare* *cell cellnumber movil* portable gsm* fax telefoon* telefono* homenumber contactnumber worknumber natel* tlf tlfnr puhelin* mobilnr telemovel* nohp ph telp notelp telf1 handphone sodienthoai dienthoai sdt contactno msisdn telcelular whatsapp',
  ],
  [
    'birth-date',
    '*birth* *nascimento* fechadenac* dtnasc* datadenasc* *fodselsdato *fodelsedatum *syntyma* syntym* tanggallahir tgllahir fodselsdag* datumrodenja datanasterii datarojstva datumnarozeni by dogumtarihi dob dateofbirth *geburt* *naissance* *nacimiento* *nascita* geboortedatum *geboorte* dataurodzenia *urodzenia* fechanac* bday bmonth byear bd bm dob* ngaysinh namsinh birthyr yob gebdat* gebdatum ddn datanasc*',
  ],
  [
    'full-name',
    'name1 nama namalengkap firstandsurname firstandlastname contactperson customer customers client patient voter votername member hovaten hoten tenkhachhang nombresyapellidos nombresapellidos apellidosynombres imyafamiliya fullnames nomecompleto nombrecompleto nomecognome nomeecognome nomeesobrenome nombreyapellidos nombreapellidos nometprenom nomprenom prenomnom vorundnachname vornamenachname namevorname nachnamevorname imieinazwisko voorenachternaam nomedocliente nomecliente nombrecliente nombredelcliente nomclient nomduclient namedeskunden customername contactname employeename studentname patientname membername applicantname borrowername',
  ],
  ['age', 'age birthage alter ageyears patientage yas edad idade eta leeftijd wiek vozrast tuoi'],
  [
    'gender',
    'sexus plec pol gender gendercode sexcode cinsiyet gioitinh jeniskelamin kon kjonn sukupuoli gender sex geschlecht sexe sexo sesso geslacht plec',
  ],
  ['identifier-type', '*nationalidtype *taxidtype *idtype *identifiertype'],
  [
    'identifier-country',
    '*passportcountry *nationalidcountry *taxidcountry *idcountry *identifiercountry *issuingcountry *licensestate *licencestate',
  ],
  ['name-suffix', 'suffix namesufxcd sufx namesuffix generation *namesuffix'],
  [
    'gender',
    'title salutation unvan hitap prefix *anrede civilite nameprefix *nameprefix titel tratamiento trattamento aanhef honorific',
  ],
  [
    'middle-name',
    '*middle* midlname midname otchestvo patronym* fnamec2 tendem secondname segundonombre zweitername deuxiemeprenom mi mname',
  ],
  [
    'given-name',
    '*givenname* *given *firstname* given first fname forename* vorname* prenom* nombre* nome* voornaam* othernames othername firstnames forenames fnamec1 pername1 fn ime prenume voorletters namadepan rodnejmeno ad adi imya onoma tilltalsnamn imie fornavn fornamn jmeno krestnijmeno keresztnev utonev isim etunimi *namefirst givennames rufname *nomepropio christianname',
  ],
  [
    'family-name',
    '*surname* *lastname* *familyname* *family last lname sname nachname* familienname* nom nomdefamille nomfamille apellido* cognome* achternaam nazwisko etternavn efternamn efternavn soyad soyadi soyisim prijmeni lnamec1 pername2 ln prezime nume apelido* namabelakang familiya eponymo vezeteknev csaladnev sukunimi *namelast zuname secondsurname sobrenome',
  ],
  [
    'organisation',
    '*organisation* *organization* *company* *companyname *nameorg *business* firma* firmenname entreprise* empresa* azienda* bedrijf* ragionesociale razonsocial raisonsociale societe unternehmen tradename* tradingname* dba legalname legalentity* vendor* supplier* merchant* accountname employername venue shopname storename restaurant* corporatename nazwafirmy brandname foretag* tradingas perusahaan namaperusahaan sirket* sirketadi tencongty congty orgname organisationname bolag* kontrahent',
  ],
  ['legal-form', 'legalform rechtsform formejuridique'],
  [
    'full-name',
    'adsoyad adisoyadi musteri musteriadi nev navn namn *fulltnavn name fullname *namefull personname customername clientname displayname contactname contact kundenname nombrecompleto nomcomplet nomecompleto volledigenaam kunde naam imieinazwisko holder cardholder',
  ],
  ['street', 'postaladdress* postadresse*'],
  [
    'postcode',
    '*pincode* *cep *postcode* *postal* *zip* codicepostale codigopostal* kodpocztowy* psc plz *postleitzahl* cap codpostal cp codepostal* pcode *postalcode postnr postnummer iranyitoszam postakodu mabuuchinh postinumero postanskibroj pstlz kodepos npa zipplz enumpc',
  ],
  ['country', '*country* land1 negara land *landcode pays pais paese kraj nation countrycode'],
  [
    'region',
    'uf statecd st judet zupanija provinsi estado prefecture *state *region *province provincia provinz bundesland county departement stateprovince *addrstate prov regione wojewodztwo kanton',
  ],
  [
    'city',
    '*city* *town* *suburb* rescitydesc plaatsnaam postitoimipaikka grad localidade localitate kota kabupaten ort01 by sehir il thanhpho emirate municipio postort poststed sehir obec varos telepules kaupunki *stadt miasto miejscowosc ilce mesto ort *wohnort stadt ville ciudad citta comune plaats woonplaats miasto locality localidad municipality poblacion *addrcity cidade commune miejscowosc location',
  ],
  [
    'house-number',
    'streetno* stnum housenum huisnr *streetnumber* *housenumber* *houseno hausnummer hausnr hnr numero numerocivico huisnummer nrdomu stno streetno number strnr streetnr civico numerorue buildingnumber',
  ],
  [
    'unit',
    'unit* toevoeging huisnummertoevoeging complemento flat apartment* apt* suite unitnumber wohnung interno appartement piso puerta',
  ],
  [
    'street-2',
    'bairro barrio colonia mahalle phuong quan district* locality2 area quartier ortsteil stadtteil *address2* *addressline2* *addr2* *addrline2* *street2* *line2* address3 addressline3 adresszusatz complement* adressezusatz',
  ],
  [
    'full-address',
    '*fulladdress* *addrfull* *addressfull* completeaddress *wholeaddress formattedaddress',
  ],
  [
    'street',
    'gatuadress* gata utdelningsadress straatnaam vejnavn* morada* alamat* stras registeredoffice diachi calleynumero gateadresse adressline* addressline* residence ulice cim utca katuosoite endereco* logradouro* adresa ulica* domicilio* *address1* *addressline1* *addr1* *addrline1* *street* strasse* str rue* calle* via* straat ulica* *line1 address addr adresse* direccion* indirizzo* adres* *road* streetaddress anschrift domicilio *address',
  ],
  [
    'identifier',
    '*cpf* *cnpj* *aadhaar* *aadhar* *pancard* panno* pannumber* *curp *rfc *rut *cuit *cuil *tcno *tckimlik *oib *egn *cnp *mynumber *btw* *gst* *gstin* *orgnr* *orgnummer* *ssn* *socsec* *socialsecurity* *nationalid* *nationalidnumber* *passport* *driverslicen* *driverlicen* *drivinglicen* *taxid* *taxnumber* *vat* *ustid* *duns* *lei *leinumber *leicode *loyalty* *membership* *memberid* *memberno* *membernumber* *cardnumber* *cardno* *cardid* *customernumber* *customerno* *kundennummer* *kundennr* *numeroclient* *numerocliente* *klantnummer* *personalid* *personnummer* bvn nik *cpr rodnecislo* hetu henkilotunnus emiratesid cccd cmnd vergino vergino* vkn tckn organisationsnummer ahvnr* ahvnummer avsnummer sin sinnumber nhsno* *nino *insurancenumber* *sozialversicherung* *steuernummer* *steuerid* *codicefiscale* *partitaiva* *dni *nie *nif *cif *siren* *siret* *pesel* *nip *regon* *krs *bsn *kvk* *ein *registrationnumber* *companynumber* companyno* registrationno* *registernumber* *handelsregister* *hrb* *npi *nhs* *medicare* *accountnumber* *accountno* *taxcode* *fiscal* *abn *acn *identifier *identifiers *idnumber *iban',
  ],
];

const patterns: readonly { readonly meaning: Meaning; readonly form: RegExp }[] = lines.map(
  ([meaning, words]) => ({
    meaning,
    form: new RegExp(`^(?:${words.replaceAll('*', '[a-z0-9]*').split(' ').join('|')})$`),
  }),
);

/** What a column of this name may hold, the likeliest first; `name` is folded without spaces. */
export const meaningsOfName = (name: string): readonly Meaning[] =>
  patterns.filter(({ form }) => form.test(name)).map(({ meaning }) => meaning);

const types: readonly (readonly [string, RegExp])[] = [
  ['ssn', /ssn|soc(?:ial)?sec|insurancenumber|nino|sozialversicherung/],
  ['passport', /passport/],
  ['drivers-license', /driv/],
  ['lei', /lei/],
  ['duns', /duns/],
  ['vat', /vat|btw|gst|ustid|partitaiva/],
  [
    'tax',
    /cnpj|cuit|cuil|rfc$|pancard|panno|pannumber|tax|steuer|fiscal|codicefiscale|ein$|nip$|nif$|cif$|abn$/,
  ],
  [
    'national-id',
    /nationalid|cpf|aadha|curp|rut$|tckimlik|tcno$|oib$|egn$|cnp$|cpr$|nik$|rodnecislo|hetu|henkilotunnus|mynumber|personalid|personnummer|dni$|nie$|pesel|bsn$|nhs|medicare|npi$|idnumber/,
  ],
  [
    'registration',
    /siren|siret|regon|krs$|kvk|registration|companynumber|registernumber|handelsregister|hrb|acn$/,
  ],
  ['loyalty', /loyalty|member|card/],
  ['customer-number', /customer|kunden|client|klant|account/],
];

/** The type of an identifier by the name of its column. */
export const identifierTypeOfName = (name: string): string =>
  types.find(([, form]) => form.test(name))?.[0] ?? name;

const groupWords =
  /billing|shipping|delivery|mailing|home|work|office|business|private|primary|secondary|native|alternate|(?<!loy)alt|other|legal|registered|lieferung|rechnung|mobile|fax|[2-9]$/g;

/** Words that tell columns of one meaning apart: `billing_city` → `billing`. */
export const groupOfName = (name: string): string => (name.match(groupWords) ?? []).join(' ');
