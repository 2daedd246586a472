import { spokenForm } from './phonetic.ts';

/**
 * Names of one origin that one household may hold side by side: any two of a line are two people as
 * easily as one. Folded. Pet names are absent: nobody calls twins Robert and Bob.
 */
const lines = `
anna hanna hannah anita anja annika annette nina nancy
anne hanna hannah anita anja annika annette nina nancy
ann hanna hannah anita annette nina nancy
maria marie mariam miriam mia marieke maureen moira maura maja marita mirjam rosemary
maria mary mariam miriam mia marieke maureen moira maura marian marion
marianne mariana annemarie
joan jane jean janet joanna joanne johanna hanna hannah janine jana jeanne ivana siobhan
john joan jean ian sean evan owen ivan
hans jan jean ivan
catherine katherine kathryn karen karin kathleen katja caitlin katrina
elizabeth elisabeth bettina elsa ella
eliza elsa ella bettina
lisa elisa elise elsa ella
eleanor nora ella ellen lora
helen ellen elaine eileen ilona elena lena
helena ellen elaine eileen ilona lena
christina christine christa kirsten christiane
christian carsten
christian karsten
amelia emilia mia amy
emily emilia
julia julie juliet juliette julianne juliana liana
laura lauren lorena lorraine laurel loredana
alexandra alexa sandra
alex alexa alexis
alexander alexa
alexander alastair
alexandra sasha
george jordi goran
georgia georgina gina
evelyn eve eva
evelina eva
diana dianne
michael michelle michaela
michel michelle michaela
michele michelle michaela
daniel daniele daniela danielle
daniela danielle
gabriel gabriele gabriela gabrielle
gabriela gabrielle
simon simone
pascal pascale
nicholas nicola nicole
nicola nicole nicolette
andrew andrea andre andreas anders
leo leon leonard
louis lewis ludovic lois
luke luca lucas lucio
lucy lucia lucille lucinda
paula paulina pauline
patrick patrice
patricia patrice
rosa rosalie rosanna rosemary
rose rosalie rosanna rosemary
rosalind linda
robert robin rupert
roberta robin
sara zara
sarah zara
stella estella
stephanie stefania
teresa tracey tessa
theresa tracey tessa
dorothea dora thea
dorothy dora thea
theodora dora thea
veronica vera
isabel bella
isabella bella
olive olivia
claire clara clarissa
clare clara clarissa
cecilia celia sheila
charlotte carla carlotta
carol caroline carolina
carol carole
frances francesca
francis frances franco
james diego
henry enzo
lawrence lorenzo enzo
mark marco marcus martin
matthew mathias
philip philippa
sofia sonia
sophia sonia
sophie sonia
sandra cassandra
vincent enzo
virginia gina
regina gina
`;

let table: ReadonlyMap<string, ReadonlySet<string>> | undefined;

const readTable = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const besides = new Map<string, Set<string>>();
  for (const line of lines.trim().split('\n')) {
    const names = line.split(' ');
    for (const name of names) {
      besides.set(name, (besides.get(name) ?? new Set()).union(new Set(names)));
    }
  }
  return besides;
};

const aspirated = (name: string): boolean => name.startsWith('h');

/** Two ways to write one sound; a dropped H makes another name, as in Hanna and Anna. */
const soundsTheSame = (a: string, b: string): boolean =>
  spokenForm(a) === spokenForm(b) && aspirated(a) === aspirated(b);

/** Marie and Maria, Alex and Alexa: an ending in `a` against one in `e`, or against none after four letters. */
const differsByEnding = (a: string, b: string): boolean => {
  const [plain, withA] = a.endsWith('a') ? [b, a] : [a, b];
  if (!withA.endsWith('a')) return false;
  const stem = withA.slice(0, -1);
  return plain === `${stem}e` || (plain === stem && stem.length >= 4);
};

/** Whether two folded given names of one nickname group may as well be two members of a household. */
export function areSiblingNames(a: string, b: string): boolean {
  if (a === b || soundsTheSame(a, b)) return false;
  table ??= readTable();
  return differsByEnding(a, b) || table.get(a)?.has(b) === true;
}
