import { foldWords } from './fold.ts';
import { isPlaceholderText } from './placeholders.ts';
import type { StandardOrganisationName } from './standard-record.ts';

/**
 * Legal forms: the compared form, then its spellings, folded (`S.p.A.` folds to `s p a`). Forms of one
 * kind in different countries stay apart: a GmbH is not an Ltd.
 */
const spellings = `
ltd: limited, ltd, ltd liability company, private limited, pvt ltd, pvt limited, pty ltd, pty limited, pte ltd, proprietary limited, proprietary ltd, nigeria ltd, nigeria limited, nig ltd, nig limited, ltee, limitee, private limited company, co ltd, company limited, co limited
plc: public limited company, p l c, plc
llp: limited liability partnership, l l p, llp
lp: limited partnership, l p
inc: incorporated, inc, incorporee
corp: corporation, corp
llc: limited liability company, l l c, llc, fzc, fze, fz llc, fzco, wll, w l l, dmcc
pllc: p l l c, pllc
pc: professional corporation
co: company, co
cic: community interest company, c i c
gmbh: gesellschaft mit beschrankter haftung, gesellschaft mbh, ges m b h, gesmbh, g m b h, gmbh, mbh
gmbh co kg: gmbh co kg, gmbh und co kg, gmbh and co kg, gmbh cokg, gmbh und cokg
ag co kg: ag co kg, ag und co kg, ag and co kg
ug: unternehmergesellschaft, unternehmergesellschaft haftungsbeschrankt, ug haftungsbeschrankt, ug
ag: aktiengesellschaft, ag, a g
kgaa: kommanditgesellschaft auf aktien, kgaa, kg a a, ag co kgaa, se co kgaa
kg: kommanditgesellschaft, kg
ohg: offene handelsgesellschaft, ohg, o h g
gbr: gesellschaft burgerlichen rechts, gbr
ek: eingetragener kaufmann, eingetragene kauffrau, e k, e kfm, ek
ev: eingetragener verein, e v, ev
eg: eingetragene genossenschaft, e g, eg
se: societas europaea, se
sa: societe anonyme, sociedad anonima, sociedade anonima, s a, sa
sa de cv: sociedad anonima de capital variable, s a de c v, sa de cv, s a p i de c v, sapi de cv, s a b de c v, sab de cv
s de rl de cv: s de r l de c v, s de rl de cv, s de r l, s de rl
sc: sociedad civil, s c, a c
sas: societe par actions simplifiee, s a s, sas, sasu
sarl: societe a responsabilite limitee, s a r l, sarl, e u r l, eurl
sci: societe civile immobiliere, s c i, sci
snc: societe en nom collectif, societa in nome collettivo, s n c, snc
scop: s c o p, scop
sl: sociedad limitada, sociedad de responsabilidad limitada, s l, sl, s l u, slu, s r l u
sau: s a u, sau
spa: societa per azioni, s p a, spa
srl: societa a responsabilita limitata, s r l, srl, srls, s r l s
sapa: societa in accomandita per azioni
sas it: societa in accomandita semplice
bv: besloten vennootschap, b v, bv, bvba, b v b a, besloten vennootschap met beperkte aansprakelijkheid
nv: naamloze vennootschap, n v, nv
vof: vennootschap onder firma, v o f, vof
cv: commanditaire vennootschap, c v
stichting: stichting
asbl: association sans but lucratif, a s b l, asbl, vzw, v z w
hb: handelsbolag, hb
kb: kommanditbolag, kb
ekfor: ekonomisk forening, ek for
as: aktieselskab, aksjeselskap, a s, as
aps: anpartsselskab, aps
ab: aktiebolag, ab, a b, publ ab, ab publ
oy: osakeyhtio, oy, oyj, oy ab
asa: allmennaksjeselskap, asa
spzoo: spolka z ograniczona odpowiedzialnoscia, sp z o o, sp zoo, spzoo, spolka z o o, sp z oo
sa pl: spolka akcyjna
spj: spolka jawna, sp j
spk: spolka komandytowa, sp k
sro: spolecnost s rucenim omezenym, spolocnost s rucenim obmedzenym, s r o, sro, spol s r o
as cz: akciova spolecnost
kft: korlatolt felelossegu tarsasag, kft
zrt: zrt, nyrt, rt
doo: d o o, doo, drustvo s ogranicenom odgovornoscu
dd: d d, dionicko drustvo
ood: ood, o o d
ad: a d, akcionerno druzhestvo
lda: limitada, lda, l da, ltda
ooo: obshchestvo s ogranichennoy otvetstvennostyu, ooo, o o o, tov, tovarystvo z obmezhenoyu vidpovidalnistyu
oao: oao, o a o, pao, ao, aktsionernoe obshchestvo, publichnoe aktsionernoe obshchestvo, otkrytoe aktsionernoe obshchestvo, pat, prat
zao: zao, z a o, zakrytoe aktsionernoe obshchestvo
ip: individualnyy predprinimatel, ip, fop
anonimsirketi: anonim sirketi, a s ti, anonim sti, sanayi ve ticaret a s, sanayi ve ticaret anonim sirketi, san ve tic a s, san tic a s, ticaret a s, tic a s, ve tic a s
ltdsti: limited sirketi, ltd sti, ticaret limited sirketi, tic ltd sti, ve tic ltd sti, san tic ltd sti, san ve tic ltd sti, sanayi ve ticaret limited sirketi, sanayi ve ticaret ltd sti
ae gr: anonymi etaireia, anonymos etaireia, ae, a e
epe: epe, e p e
oe: oe, o e
ike: ike, i k e
tnhh: cong ty tnhh, cty tnhh, cong ty tnhh mtv, cty tnhh mtv, cong ty tnhh mot thanh vien, cong ty trach nhiem huu han, tnhh
ctcp: cong ty co phan, cty co phan, cty cp, ctcp
jusik: jusik
yuhan: yuhan
yk: yugen kaisha, yk
gk: godo kaisha, gk
kk: kabushiki kaisha, kabushiki gaisha, k k, kk
sdnbhd: sendirian berhad, sdn bhd
bhd: berhad, bhd
pt: perseroan terbatas, pt
cvba: cvba, scrl
eood: eood
`;

interface LegalForm {
  readonly form: string;
  readonly words: readonly string[];
}

let forms:
  | {
      readonly last: ReadonlyMap<string, readonly LegalForm[]>;
      /** Those that may lead, by their first word. */
      readonly first: ReadonlyMap<string, readonly LegalForm[]>;
      readonly whole: ReadonlyMap<string, string>;
    }
  | undefined;

/** By their last word, the longest first, so that `gmbh co kg` is found before `kg`. */
function readForms() {
  const all = spellings
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [form = '', list = ''] = line.split(':');
      return list.split(',').map((spelling) => ({ form, words: spelling.trim().split(' ') }));
    })
    .toSorted((a, b) => b.words.length - a.words.length);
  return {
    last: Map.groupBy(all, ({ words }) => words.at(-1) ?? ''),
    first: Map.groupBy(
      all.filter(({ form }) => leading.has(form)),
      ({ words }) => words[0] ?? '',
    ),
    whole: new Map(all.map(({ form, words }) => [words.join(' '), form])),
  };
}

/** Forms that some countries set before the name; only these are unmistakable there. */
const leading: ReadonlySet<string> = new Set(
  'ooo oao zao ip stichting pt ab kk yk gk jusik yuhan tnhh ctcp sarl sas sci'.split(' '),
);
/** Words that every other name has. */
const idle = new Set(['and', 'und', 'et', 'y', 'e', 'en', 'i', 'the']);

/** `Gesellschaft mbH`, `S.p.A.` → `gmbh`, `spa`; what is no known form is folded and kept. */
export function legalFormOf(text: string): string | undefined {
  forms ??= readForms();
  const folded = foldWords(text).join(' ');
  return folded === '' || isPlaceholderText(text) ? undefined : (forms.whole.get(folded) ?? folded);
}

/**
 * An organisation's name as matching sees it: words without the legal form, `&` and `and`, a leading
 * `the`. A name that would be empty without them keeps them (`The Company Ltd` keeps `company`).
 */
export function standardOrganisationName(
  text: string,
  legalForm?: string,
): StandardOrganisationName | undefined {
  if (isPlaceholderText(text)) return undefined;
  const all = foldWords(
    text
      .replace(/株式会社|㈱|\(株\)|（株）/g, ' kk ')
      .replace(/有限会社|㈲|\(有\)|（有）/g, ' yk ')
      .replace(/合同会社/g, ' gk ')
      .replace(/주식회사|㈜|\(주\)|（주）/g, ' jusik ')
      .replace(/유한회사|\(유\)/g, ' yuhan ')
      .replace(/(?:股份)?有限(?:责任)?公司/g, ' co ltd ')
      .replace(/[&+]/g, ' and ')
      .replace(/\((?:haftungsbeschr[^)]*|publ)\)/gi, ' '),
  );
  const { words, form } = takeForm(all);
  const spoken = words.filter((word) => !idle.has(word));
  const stated = legalForm === undefined ? undefined : legalFormOf(legalForm);
  const named = stated ?? form;
  const kept = spoken.length > 0 ? spoken : words.length > 0 ? words : all;
  return kept.length === 0
    ? undefined
    : { words: kept, ...(named !== undefined && { legalForm: named }) };
}

function takeForm(all: readonly string[]): {
  readonly words: readonly string[];
  readonly form?: string;
} {
  forms ??= readForms();
  const found = forms.last
    .get(all.at(-1) ?? '')
    ?.find(
      ({ words }) =>
        words.length < all.length &&
        words.every((word, at) => all[all.length - words.length + at] === word),
    );
  if (found) {
    const rest = all.slice(0, all.length - found.words.length);
    // `Acme Co. Inc.`: a second, weaker form before the last one goes too.
    const again =
      rest.length > 1 && ['co', 'company'].includes(rest.at(-1) ?? '') ? rest.slice(0, -1) : rest;
    return { words: again, form: found.form };
  }
  const before = forms.first
    .get(all[0] ?? '')
    ?.find(({ words }) => words.length < all.length && words.every((word, at) => all[at] === word));
  return before === undefined
    ? { words: all }
    : { words: all.slice(before.words.length), form: before.form };
}
