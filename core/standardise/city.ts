import { fold } from './fold.ts';

/** Folded names of one city, the form compared first. Spelt-out umlauts stand here because `ue` is left as it is elsewhere. */
const cities = `
koln koeln cologne colonia keulen
munchen, muenchen, munich, monaco di baviera, monachium
nurnberg nuernberg nuremberg norymberga
dusseldorf duesseldorf
munster muenster
zurich zuerich zurigo
wurzburg wuerzburg
lubeck luebeck
saarbrucken saarbruecken
tubingen tuebingen
gottingen goettingen
osnabruck osnabrueck
monchengladbach moenchengladbach
mulheim muelheim
furth fuerth
hannover hanover
braunschweig brunswick
frankfurt, frankfurt am main, frankfurt main, frankfurt a m
wien vienna viena vienne wenen
salzburg salisburgo
basel basle bale
geneve geneva genf ginevra
bern berne
luzern lucerne
bruxelles brussels brussel
antwerpen antwerp anvers
gent ghent gand
brugge bruges
liege luik luttich
den haag, the hague, s gravenhage, la haye
den bosch, s hertogenbosch
paris parigi paryz
lyon lyons
marseille marseilles
nice nizza
strasbourg strassburg
roma rome rom rzym
milano milan mailand mediolan
torino turin turyn
firenze florence florenz florencja
venezia venice venedig wenecja
napoli naples neapel neapol
genova genoa genua
padova padua
sevilla seville
zaragoza saragossa
la coruna, a coruna, corunna
lisboa lisbon lissabon lizbona
porto oporto
warszawa warsaw warschau varsovia
krakow cracow krakau
wroclaw breslau
gdansk danzig
poznan posen
lodz lodsch
praha prague prag praga
brno brunn
kobenhavn copenhagen kopenhagen copenhague
goteborg gothenburg goteburg
helsinki helsingfors
athina athens athen athenes
bucuresti bucharest bukarest
beograd belgrade belgrad
moskva moscow moskau moscou moskwa
sankt peterburg, saint petersburg, st petersburg
kyiv kiev kiew kyjiw
istanbul, constantinople
new york, new york city, nyc, ny
los angeles, la
san francisco, sf
saint louis, st louis
saint paul, st paul
washington, washington dc, washington d c
philadelphia, phila
las vegas, vegas
kingston upon hull, hull
newcastle upon tyne, newcastle
bombay mumbai
calcutta kolkata
madras chennai
bangalore bengaluru
beijing peking
guangzhou canton
tehran teheran
cairo, al qahirah, le caire
`;

let table: ReadonlyMap<string, string> | undefined;

const readTable = (): ReadonlyMap<string, string> =>
  new Map(
    cities
      .trim()
      .split('\n')
      .flatMap((line) => {
        const names = line.split(line.includes(',') ? /,\s*/ : ' ');
        return names.map((name) => [name, names[0] ?? name] as const);
      }),
  );

/** A city in its compared form: folded, its other languages brought to one, `St` written out, `CEDEX 08` and the like left out. */
export function cityForm(text: string): string {
  table ??= readTable();
  const folded = fold(text).replace(/ cedex(?: [0-9]+)?$/, '');
  return table.get(folded) ?? folded.replace(/^(?:st|ste|sankt) /, 'saint ');
}
