import { collapseDigraphs, fold } from './fold.ts';

/**
 * ISO 3166-1: alpha-2, alpha-3, folded names. English for all, native and the six commonest languages
 * of our customers for the larger ones. Names from Unicode CLDR 47, read lazily.
 */
const lines = `
AD AND andorra
AE ARE united arab emirates,uae,vereinigte arabische emirate,emirats arabes unis,emiratos arabes unidos,emirati arabi uniti,verenigde arabische emiraten,zjednoczone emiraty arabskie
AF AFG afghanistan
AG ATG antigua barbuda
AI AIA anguilla
AL ALB albania,albanien,albanie,shqiperi
AM ARM armenia
AO AGO angola
AQ ATA antarctica
AR ARG argentina,argentinien,argentine,argentinie,argentyna
AS ASM american samoa
AT AUT austria,osterreich,autriche,oostenrijk
AU AUS australia,australien,australie
AW ABW aruba
AX ALA aland islands
AZ AZE azerbaijan
BA BIH bosnia herzegovina,bosnia,bosnien und herzegowina,bosnie herzegovine,bosnia y herzegovina,bosnia ed erzegovina,bosnie en herzegovina,bosnia i hercegowina
BB BRB barbados
BD BGD bangladesh
BE BEL belgium,belgien,belgique,belgica,belgio,belgie,belgia
BF BFA burkina faso
BG BGR bulgaria,bulgarien,bulgarie,bulgarije,blgariya
BH BHR bahrain
BI BDI burundi
BJ BEN benin
BL BLM st barthelemy
BM BMU bermuda
BN BRN brunei
BO BOL bolivia,plurinational state of bolivia
BQ BES caribbean netherlands
BR BRA brazil,brasilien,bresil,brasil,brasile,brazilie,brazylia
BS BHS bahamas
BT BTN bhutan
BV BVT bouvet island
BW BWA botswana
BY BLR belarus,bielorussie,bielorrusia,bielorussia,bialorus
BZ BLZ belize
CA CAN canada,kanada
CC CCK cocos keeling islands
CD COD congo kinshasa,dr congo,democratic republic of the congo
CF CAF central african republic
CG COG congo brazzaville,republic of the congo
CH CHE switzerland,helvetia,schweiz,suisse,suiza,svizzera,zwitserland,szwajcaria
CI CIV cote divoire,ivory coast
CK COK cook islands
CL CHL chile,chili,cile
CM CMR cameroon
CN CHN china,prc,peoples republic of china,chine,cina,chiny,zhongguo
CO COL colombia,kolumbien,colombie,kolumbia
CR CRI costa rica
CU CUB cuba
CV CPV cape verde
CW CUW curacao
CX CXR christmas island
CY CYP cyprus,zypern,chypre,chipre,cipro,cypr
CZ CZE czechia,czech republic,ceska republika,tschechien,tchequie,chequia,cechia,tsjechie,czechy
DE DEU germany,brd,federal republic of germany,bundesrepublik deutschland,deutschland,allemagne,alemania,germania,duitsland,niemcy
DJ DJI djibouti
DK DNK denmark,danemark,dinamarca,danimarca,denemarken,dania,danmark
DM DMA dominica
DO DOM dominican republic
DZ DZA algeria,algerien,algerie,argelia,algerije,algieria
EC ECU ecuador
EE EST estonia,estland,estonie,eesti
EG EGY egypt,agypten,egypte,egipto,egitto,egipt
EH ESH western sahara
ER ERI eritrea
ES ESP spain,spanien,espagne,espana,spagna,spanje,hiszpania
ET ETH ethiopia
FI FIN finland,finnland,finlande,finlandia
FJ FJI fiji
FK FLK falkland islands
FM FSM micronesia
FO FRO faroe islands
FR FRA france,frankreich,francia,frankrijk,francja
GA GAB gabon
GB GBR united kingdom,great britain,britain,uk,u k,england,scotland,wales,northern ireland,united kingdom of great britain and northern ireland,vereinigtes konigreich,royaume uni,reino unido,regno unito,verenigd koninkrijk,wielka brytania
GD GRD grenada
GE GEO georgia
GF GUF french guiana
GG GGY guernsey
GH GHA ghana
GI GIB gibraltar
GL GRL greenland
GM GMB gambia
GN GIN guinea
GP GLP guadeloupe
GQ GNQ equatorial guinea
GR GRC greece,griechenland,grece,grecia,griekenland,grecja,ellada
GS SGS south georgia south sandwich islands
GT GTM guatemala
GU GUM guam
GW GNB guinea bissau
GY GUY guyana
HK HKG hong kong sar china,hong kong,sonderverwaltungsregion hongkong,r a s chinoise de hong kong,rae de hong kong china,ras di hong kong,hongkong sar van china,sra hongkong chiny
HM HMD heard mcdonald islands
HN HND honduras
HR HRV croatia,kroatien,croatie,croacia,croazia,kroatie,chorwacja,hrvatska
HT HTI haiti
HU HUN hungary,ungarn,hongrie,hungria,ungheria,hongarije,wegry,magyarorszag
ID IDN indonesia,indonesien,indonesie,indonezja
IE IRL ireland,eire,republic of ireland,irland,irlande,irlanda,ierland,irlandia
IL ISR israel,israele,izrael
IM IMN isle of man
IN IND india,indien,inde,indie
IO IOT british indian ocean territory
IQ IRQ iraq,irak
IR IRN iran,islamic republic of iran
IS ISL iceland,island,islande,islandia,islanda,ijsland
IT ITA italy,italien,italie,italia,wlochy
JE JEY jersey
JM JAM jamaica
JO JOR jordan
JP JPN japan,japon,giappone,japonia,riben
KE KEN kenya
KG KGZ kyrgyzstan
KH KHM cambodia
KI KIR kiribati
KM COM comoros
KN KNA st kitts nevis
KP PRK north korea
KR KOR south korea,korea,republic of korea,sudkorea,coree du sud,corea del sur,corea del sud,zuid korea,korea poludniowa,daehanmingug
KW KWT kuwait
KY CYM cayman islands
KZ KAZ kazakhstan
LA LAO laos,lao pdr
LB LBN lebanon,libanon,liban,libano
LC LCA st lucia
LI LIE liechtenstein
LK LKA sri lanka
LR LBR liberia
LS LSO lesotho
LT LTU lithuania,litauen,lituanie,lituania,litouwen,litwa,lietuva
LU LUX luxembourg,luxemburg,luxemburgo,lussemburgo,luksemburg
LV LVA latvia,lettland,lettonie,letonia,lettonia,letland,lotwa,latvija
LY LBY libya
MA MAR morocco,marokko,maroc,marruecos,marocco,maroko
MC MCO monaco
MD MDA moldova,republic of moldova
ME MNE montenegro,czarnogora
MF MAF st martin
MG MDG madagascar
MH MHL marshall islands
MK MKD north macedonia,macedonia,nordmazedonien,macedoine du nord,macedonia del norte,macedonia del nord,noord macedonie,macedonia polnocna
ML MLI mali
MM MMR myanmar burma,burma
MN MNG mongolia
MO MAC macao sar china,macau
MP MNP northern mariana islands
MQ MTQ martinique
MR MRT mauritania
MS MSR montserrat
MT MLT malta,malte
MU MUS mauritius
MV MDV maldives
MW MWI malawi
MX MEX mexico,mexiko,mexique,messico,meksyk
MY MYS malaysia,malaisie,malasia,maleisie,malezja
MZ MOZ mozambique
NA NAM namibia
NC NCL new caledonia
NE NER niger
NF NFK norfolk island
NG NGA nigeria
NI NIC nicaragua
NL NLD netherlands,holland,the netherlands,niederlande,pays bas,paises bajos,paesi bassi,nederland,holandia
NO NOR norway,norwegen,norvege,noruega,norvegia,noorwegen,norwegia,norge
NP NPL nepal
NR NRU nauru
NU NIU niue
NZ NZL new zealand,neuseeland,nouvelle zelande,nueva zelanda,nuova zelanda,nieuw zeeland,nowa zelandia
OM OMN oman
PA PAN panama
PE PER peru,perou
PF PYF french polynesia
PG PNG papua new guinea
PH PHL philippines,philippinen,filipinas,filippine,filipijnen,filipiny
PK PAK pakistan
PL POL poland,polen,pologne,polonia,polska
PM SPM st pierre miquelon
PN PCN pitcairn islands
PR PRI puerto rico
PS PSE palestinian territories,palestine
PT PRT portugal,portogallo,portugalia
PW PLW palau
PY PRY paraguay
QA QAT qatar
RE REU reunion
RO ROU romania,rumanien,roumanie,rumania,roemenie,rumunia
RS SRB serbia,serbien,serbie,servie,srbija
RU RUS russia,russian federation,russland,russie,rusia,rusland,rosja,rossiya
RW RWA rwanda
SA SAU saudi arabia,saudi arabien,arabie saoudite,arabia saudi,arabia saudita,saoedi arabie,arabia saudyjska
SB SLB solomon islands
SC SYC seychelles
SD SDN sudan
SE SWE sweden,schweden,suede,suecia,svezia,zweden,szwecja
SG SGP singapore,singapur,singapour
SH SHN st helena
SI SVN slovenia,slowenien,slovenie,eslovenia,slowenia,slovenija
SJ SJM svalbard jan mayen
SK SVK slovakia,slowakei,slovaquie,eslovaquia,slovacchia,slowakije,slowacja,slovensko
SL SLE sierra leone
SM SMR san marino
SN SEN senegal
SO SOM somalia
SR SUR suriname
SS SSD south sudan
ST STP sao tome principe
SV SLV el salvador
SX SXM sint maarten
SY SYR syria,syrian arab republic,syrien,syrie,siria
SZ SWZ eswatini,swaziland
TC TCA turks caicos islands
TD TCD chad
TF ATF french southern territories
TG TGO togo
TH THA thailand,thailande,tailandia,thailandia,tajlandia
TJ TJK tajikistan
TK TKL tokelau
TL TLS timor leste
TM TKM turkmenistan
TN TUN tunisia,tunesien,tunisie,tunez,tunesie,tunezja
TO TON tonga
TR TUR turkiye,turkey,turkei,turquie,turquia,turchia,turkije,turcja
TT TTO trinidad tobago
TV TUV tuvalu
TW TWN taiwan,taiwan province of china,tajwan
TZ TZA tanzania,united republic of tanzania
UA UKR ukraine,ucrania,ucraina,oekraine,ukraina
UG UGA uganda
UM UMI u s outlying islands
US USA united states,usa,u s a,u s,united states of america,america,etats unis d amerique,eeuu,ee uu,vereinigte staaten,etats unis,estados unidos,stati uniti,verenigde staten,stany zjednoczone
UY URY uruguay
UZ UZB uzbekistan
VA VAT vatican city
VC VCT st vincent grenadines
VE VEN venezuela,bolivarian republic of venezuela
VG VGB british virgin islands
VI VIR u s virgin islands
VN VNM vietnam,viet nam,wietnam
VU VUT vanuatu
WF WLF wallis futuna
WS WSM samoa
YE YEM yemen
YT MYT mayotte
ZA ZAF south africa,sudafrika,afrique du sud,sudafrica,zuid afrika,republika poludniowej afryki
ZM ZMB zambia
ZW ZWE zimbabwe
`;

let table: ReadonlyMap<string, string> | undefined;

const readTable = (): ReadonlyMap<string, string> =>
  new Map(
    lines
      .trim()
      .split('\n')
      .flatMap((line) => {
        const alpha2 = line.slice(0, 2);
        const codes = [alpha2, line.slice(3, 6)].map((code) => code.toLowerCase());
        return [...codes, ...line.slice(7).split(',')].map((name) => [name, alpha2] as const);
      }),
  );

/** `de`, `DEU`, `Deutschland`, `Germany` → `DE`; `undefined` for what is no country. */
export function countryCode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  table ??= readTable();
  const folded = fold(text);
  return (
    table.get(folded) ??
    table.get(folded.replace(/^(?:the|la|le|les|el|die|der) /, '')) ??
    // `Oesterreich`
    table.get(collapseDigraphs(folded))
  );
}
