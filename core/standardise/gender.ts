import { fold } from './fold.ts';

export type Gender = 'female' | 'male' | 'other' | 'unknown';

/** What sources write, folded. Digits as ISO/IEC 5218 has them. */
const words: Readonly<Record<Gender, string>> = {
  female:
    'female,f,woman,w,weiblich,frau,feminin,femme,mujer,femenino,femenina,donna,femmina,vrouw,kobieta,k,2,' +
    'mrs,ms,miss,mme,mlle,madame,mademoiselle,sra,srta,senora,senorita,dona,sig ra,signora,mevr,mevrouw,mw,pani,bayan',
  male:
    'male,m,man,mannlich,maennlich,mann,herr,masculin,homme,h,hombre,masculino,uomo,maschio,mezczyzna,1,' +
    'mr,mister,monsieur,senor,sr,sig,signor,dhr,heer,de heer,pan,bay',
  other: 'other,o,x,d,divers,diverse,nonbinary,non binary,nb,autre,otro,altro,anders',
  unknown:
    'unknown,u,n a,na,none,not specified,not known,undisclosed,prefer not to say,unbekannt,inconnu,0,9',
};

const byWord: ReadonlyMap<string, Gender> = new Map(
  (Object.keys(words) as Gender[]).flatMap((gender) =>
    words[gender].split(',').map((word) => [word, gender] as const),
  ),
);

/** In scripts that folding would make ambiguous: `男` and `nan`. */
const native: ReadonlyMap<string, Gender> = new Map([
  ...'女 女性 여 여자 여성 ж женский жен أنثى θ θηλυ γυναίκα nữ kadın'
    .split(' ')
    .map((word) => [word, 'female'] as const),
  ...'男 男性 남 남자 남성 м мужской муж ذكر α αρρεν άνδρας nam erkek'
    .split(' ')
    .map((word) => [word, 'male'] as const),
]);

/** `F`, `weiblich`, `2`, `女` → `female`; `undefined` for what is no gender. */
export const readGender = (text: string): Gender | undefined =>
  native.get(text.trim().toLowerCase()) ?? byWord.get(fold(text));
