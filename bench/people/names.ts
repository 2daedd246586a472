import type { Random } from './random.ts';

/** How people of one origin are called: common names commonest first, and what rarer ones are made of. */
export interface NameStock {
  readonly female: readonly string[];
  readonly male: readonly string[];
  readonly family: readonly string[];
  /** Share of people whose family name is one of `family`; the others' are composed, rarely twice the same. */
  readonly commonShare: number;
  readonly starts: readonly string[];
  readonly middles: readonly string[];
  readonly ends: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const stock = (
  female: string,
  male: string,
  family: string,
  commonShare: number,
  composed: readonly [starts: string, middles: string, ends: string],
): NameStock => ({
  female: words(female),
  male: words(male),
  family: words(family),
  commonShare,
  starts: words(composed[0]),
  middles: words(composed[1]),
  ends: words(composed[2]),
});

const english = [
  'Al Ash Bark Beck Ber Brad Bram Bray Brock Burn Cal Car Cham Clay Comp Cot Cran Dal Den Dray East El Fair Far Fern Gar Grain Had Hal Har Hather Hazel Hol Hux Ingle Kem Ken Lang Lin Lock Mar Mel Mer Mil Nor Oak Ox Pem Pen Rad Raven Rish Rother Sal Shaw Sil Stan Stock Swin Thorn Til Wal Wen Whit Wil Win Wood Yar',
  'ber den der er field ham hol ing ken ler man ming ster ten',
  'bourne bridge brook burn bury by combe cote croft dale den don field ford gate ham hurst land leigh ley low man mere more ridge sby sett shaw side stead stone stow thorpe thwaite ton vale wall ward water way well wick wood worth',
] as const;

/** By country of the customer; `other` are families from elsewhere, of whom every country has some. */
export const nameStocks = {
  GB: stock(
    'Susan Sarah Margaret Emma Elizabeth Olivia Karen Jennifer Charlotte Amelia Patricia Rachel Lucy Jessica Sophie Helen Julie Laura Emily Rebecca Claire Hannah Alison Nicola Samantha Michelle Victoria Katherine Chloe Grace Louise Joanne Isla Ruth Freya Rosie Molly Poppy Dorothy Eleanor Imogen Pauline Beryl Gemma Kirsty Heather Hilary Bronwen Rhiannon Morag',
    'David John Peter James Michael Andrew Robert Paul Thomas Mark William Christopher Stephen Daniel Oliver George Jack Simon Richard Matthew Harry Alan Ian Anthony Joshua Benjamin Samuel Kevin Graham Stuart Edward Neil Joseph Adam Luke Ryan Philip Callum Keith Martin Alexander Alfie Kenneth Gareth Rhys Hamish Nigel Duncan Angus Clive',
    'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell Rose Davis Rodgers Cox Alexander Hill Turner Cooper Ward Hughes Moore King Scott Harrison Morris Lee Baker Martin Watson Carter Shaw Bennett Campbell Graham Stewart Murray Macdonald Reid Price Ellis Parker Marshall Begum',
    0.3,
    english,
  ),
  US: stock(
    'Mary Jennifer Linda Patricia Emma Elizabeth Barbara Susan Jessica Sarah Karen Ashley Olivia Kimberly Emily Donna Michelle Amanda Sophia Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Isabella Amy Kathleen Angela Shirley Brenda Nicole Samantha Katherine Christine Madison Debra Rachel Carolyn Janet Heather Maria Abigail Diane Latoya Brooke Tiffany Destiny Guadalupe',
    'James Michael Robert John David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark Steven Joshua Andrew Kevin Brian Noah Liam George Timothy Ronald Jason Edward Jeffrey Ryan Jacob Nicholas Gary Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Frank Tyler Jose Juan Dwayne Cody Ethan',
    'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes',
    0.25,
    english,
  ),
  DE: stock(
    'Maria Ursula Monika Petra Sabine Emma Anna Renate Julia Andrea Katharina Susanne Claudia Lena Christine Angelika Karin Helga Birgit Gisela Brigitte Sophie Laura Hannah Stefanie Nicole Ingrid Sandra Heike Martina Anja Mia Kerstin Jana Silke Franziska Ute Anke Käthe Jördis',
    'Peter Michael Thomas Andreas Wolfgang Klaus Jürgen Stefan Hans Christian Werner Alexander Matthias Frank Martin Markus Uwe Bernd Daniel Paul Lukas Jens Jonas Felix Leon Dieter Ralf Heinz Tobias Günter Jan Maximilian Sebastian Horst Karl Björn Jörg Götz Rüdiger Moritz',
    'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Günther',
    0.2,
    [
      'Acker Alten Bach Berg Birken Brand Braun Breit Buch Dorn Drei Eber Eich Feld Fern Fried Gold Grün Hage Hart Hell Her Hoch Holz Kalt Kirch Klein Kreuz Kühn Lang Licht Linden Löwen Mar Mühl Neu Nuss Ober Rau Ried Rosen Roten Sand Schön Silber Sommer Stein Stern Süß Tannen Unter Wald Weiß Wester Wolken Zell',
      'bach berg eich feld hof holz kirch mann reut stein wald',
      'acher auer bach bauer baum becker berg berger beck born brink brück burg dorf egger feld felder graf haus heim hof hofer holt horst huber kamp lein loh macher mann meier mühle reuter rode schmidt stein straß thal vogel wald weg wirth',
    ],
  ),
  FR: stock(
    'Marie Nathalie Isabelle Sylvie Catherine Emma Françoise Valérie Sandrine Christine Camille Monique Léa Sophie Céline Manon Jacqueline Chloé Anne Nicole Julie Laurence Stéphanie Véronique Aurélie Inès Brigitte Élodie Hélène Jeanne Martine Audrey Mathilde Zoé Delphine Lucie Pauline Virginie Geneviève Maëlle',
    'Jean Michel Pierre Philippe Nicolas Alain Patrick Thomas Christophe Bernard Julien Daniel Laurent David Éric Lucas Stéphane Frédéric Pascal Louis Hugo Olivier Sébastien Gérard Jacques Antoine Maxime Alexandre Thierry Jérôme André François Gabriel Théo Guillaume Benoît Raphaël Didier Loïc Gaël',
    'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefebvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson',
    0.16,
    [
      'Bal Bar Beau Bel Ber Bois Bon Bou Bru Cha Chau Clai Col Cor Cour Dau Del Des Du Esp Fau Fon Fro Gal Gau Gir Gran Gué Lam Lan Laver Len Mal Mar Mau Mon Nor Pas Per Pier Plan Pon Rai Ram Ren Riv Roch Sau Sav Tar Thi Tour Val Ver Vil',
      'a ber che den gue lan mon nel pri ra ron tel ver vi',
      'ard aud ault aux bert court dier don dreau eau el ellier esse et eville gnac got ier in iot lac let lin loire main mont net nier on ot oux quet rac ret rier rolle sac seau ssac teau tier try ville zac',
    ],
  ),
  IT: stock(
    'Maria Anna Giulia Francesca Sofia Laura Giuseppina Rosa Chiara Angela Giovanna Teresa Lucia Sara Aurora Martina Elena Paola Alessandra Federica Valentina Silvia Daniela Emma Caterina Roberta Ginevra Simona Elisa Beatrice Antonella Alice Greta Carmela Patrizia Nicoletta',
    'Giuseppe Francesco Antonio Alessandro Marco Giovanni Andrea Luca Mario Luigi Leonardo Lorenzo Matteo Roberto Stefano Vincenzo Salvatore Davide Angelo Paolo Domenico Carlo Simone Riccardo Bruno Gabriele Federico Tommaso Nicolò Michele Claudio Giorgio Sergio Pietro Edoardo Massimo',
    'Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti DeLuca Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola DeSantis Marchetti Parisi',
    0.15,
    [
      'Al Bar Bel Ber Bo Cal Can Car Cas Cor Dal Fal Fer Fio Gal Gar Gir Gra Lan Lom Mal Man Mar Mon Nar Or Pal Per Pol Ros Sal San Sca Sor Tar Tor Val Ven Ver Vin Zan',
      'a be ca de fe le ma ni o pe ra sel ta ve vi',
      'acci ali ani ano ardi ati azzi bini bolla chelli chi dini eira elli ello enza eri etti giani gnoli ini ioli lini miani netti nolo oni oro otti relli ri rini sano santi sini tano telli toni tore vini zano zetti zoni',
    ],
  ),
  ES: stock(
    'María Carmen Ana Isabel Laura Dolores Lucía Cristina Marta Pilar Sara Elena Paula Mercedes Raquel Josefa Rosa Antonia Francisca Sofía Alba Claudia Teresa Julia Beatriz Silvia Irene Rocío Nuria Patricia Inés Martina Andrea Natalia Begoña Concepción',
    'Antonio José Manuel Francisco Juan David Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pedro Pablo Ángel Sergio Luis Fernando Jorge Alberto Álvaro Adrián Diego Raúl Iván Rubén Enrique Ramón Vicente Andrés Óscar Mario Hugo Joaquín Íñigo',
    'García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez Iglesias',
    0.5,
    [
      'Al Ar Bal Bar Ber Cal Can Car Cas Cor Del Es Fer Gal Gar Gra Gua Her Lar Lo Mal Mar Mon Mor Nar Ol Or Pal Par Per Pin Que Ri Ro Sal San Se Tor Val Ver Vi Za',
      'a ba co de e la lo ma ne o que ra ri ta va ve',
      'ada ado al ales án anza ar ares ate dero día dosa edo ellas ena enza era ero ete ez guera idad illo ín ino ita izo mera noza ola ón oza quero rral sada sano sero tero uela ura zada',
    ],
  ),
  NL: stock(
    'Maria Anna Johanna Emma Julia Sophie Elisabeth Cornelia Wilhelmina Sanne Lisa Petra Ingrid Marieke Femke Lotte Esther Monique Annemarie Eva Anouk Linda Roos Fleur Hendrika Margriet Iris Tess Saskia Mirjam Jacoba Hanneke Noor Maaike Adriana Wil',
    'Jan Johannes Peter Hendrik Cornelis Willem Daan Thomas Sem Lucas Pieter Jeroen Mark Gerrit Erik Bram Marco Robert Dennis Frank Martijn Sander Bas Kees Paul Rob Tim Jasper Henk Ruben Maarten Wouter Niels Sjoerd Gijs Joost',
    'Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer DeVries VanDijk DeJong VanDenBerg DeBoer DeGroot VanLeeuwen Kok Jacobs Vermeulen VanDenHeuvel VanDerVeen DeWit Willems VanDerMeer Koster Schouten Prins Blom Huisman Peeters Postma Kuipers VanVliet',
    0.24,
    [
      'Aal Acht Bak Ber Bloem Boer Boom Bosch Bra Brink Broek Dam Dek Dij Duin Eik Gel Groen Haar Hees Hol Hoog Kamp Kerk Klin Konings Lam Linden Maas Meer Mid Molen Nieuw Oost Op Roos Schil Sloot Steen Ter Veld Ver Vlas Wester Wil Winter Zand Zuid Zwart',
      'den der en hof ker ler mer ster ten ver',
      'aar beek berg boer bosch broek brug burg daal dam dijk donk gaard graaf haan hof horst huis hout huizen kamp ker laan loo man meer mans poel rijk ring rode sma staal stein stra straat sum veen veld velde waard wijk wold zeel',
    ],
  ),
  PL: stock(
    'Anna Maria Katarzyna Małgorzata Agnieszka Krystyna Barbara Ewa Elżbieta Zofia Teresa Magdalena Joanna Janina Monika Danuta Jadwiga Aleksandra Zuzanna Julia Maja Hanna Irena Beata Dorota Jolanta Grażyna Wiktoria Natalia Weronika Karolina Halina Świetłana Łucja',
    'Piotr Krzysztof Andrzej Tomasz Jan Stanisław Paweł Michał Marcin Jakub Adam Łukasz Marek Grzegorz Mateusz Wojciech Mariusz Dariusz Zbigniew Jerzy Maciej Rafał Robert Kamil Józef Antoni Szymon Filip Kacper Ryszard Sławomir Przemysław Bogdan Świętosław',
    'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Nowakowski Wieczorek Wróbel Jabłoński Dudek Majewski',
    0.2,
    [
      'Bar Biel Bor Bro Brze Bu Chmie Chru Ciesz Czar Da Dob Dom Gał Gło Gor Grze Jab Jar Jele Ka Kali Kos Kra Kru Lip Ło Mali Mar Mie Mod Nie No Olsz Os Pie Po Rad Roma Ru Sa Sie Ska So Sta Stru Szcze Tar To Tur Wa Wier Wil Wo Za Zbo',
      'bi che cho dzi ka le li ma mi na nie re ro sz wa zi',
      'bek cik cki czak czek czyk dek dowicz ewicz gała iak icki ik iński jda kiewicz kow kowiak kowicz ła łek lak licki liński ło łski mski nek niak nik ński owiak owicz owski rczyk rek rski siak ski szek szyk wicz wski zak',
    ],
  ),
  other: stock(
    'Fatima Aisha Maryam Yasmin Priya Anjali Olga Svetlana Natalya Mei Li Thi Ayşe Zeynep Elif Amina Khadija Leila Sunita Irina Tatyana Xin Yan Nour Salma Zahra Meera Ekaterina Oksana Ling Shreya Hatice',
    'Mohammed Ahmed Ali Hassan Ibrahim Omar Yusuf Sergey Dmitry Alexey Wei Minh Mehmet Mustafa Raj Amit Arjun Khalid Abdul Tariq Vladimir Yuri Jin Hao Duc Karim Samir Imran Vijay Hiroshi Oleksandr Emre',
    'Khan Ahmed Ali Singh Kumar Patel Hussain Nguyen Chen Wang Li Zhang Yılmaz Kaya Demir Ivanov Petrov Hassan Rahman Sharma Tran Liu Ibrahim Shah Mahmoud Popov Gupta Islam Kim Haddad',
    0.55,
    [
      'Abd Ach Ad Ak Al Am Bak Bal Bash Chak Char Dha Di Er Fa Gha Go Ha Hu Ja Ka Kha Kos Lo Ma Mo Na Ne O Pa Ra Re Ro Sa Se Sha Su Ta Te Var Ve Vo Ya Za Zo',
      'a di ha ka la ma ni ra ro sa shi ta va ya zi',
      'ad adi ali am an anov ari ash asi ath atov avi az bari deh din doğan enko eri esh evich gar han hari i if iani il in kar ko lar man mani med nar ni noğlu oglu ov ovich pal rad rai san shi soy tov wal yan zadeh',
    ],
  ),
} as const satisfies Record<string, NameStock>;

export type Country = Exclude<keyof typeof nameStocks, 'other'>;

/** `VanDenBerg` stands for `van den Berg`, so that the lists above can be split at spaces. */
const spaced = (name: string): string =>
  name.replace(
    /^(?:Van|De)(?:Den|Der|Het)?(?=[A-Z])/,
    (particles) => `${particles.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()} `,
  );

/** A common name, or one composed of two or three parts: the number of holders falls off like Zipf's law. */
export function familyName(stock: NameStock, random: Random): string {
  if (random.chance(stock.commonShare)) return spaced(random.zipf(stock.family, 0.6));
  const start = random.zipf(stock.starts, 0.3);
  const middle = random.chance(0.45) ? random.pick(stock.middles) : '';
  return start + middle + random.zipf(stock.ends, 0.3);
}

export type Sex = 'F' | 'M';

/** Fashion moves: by the year of birth another part of the list is common. */
export function givenName(stock: NameStock, sex: Sex, bornIn: number, random: Random): string {
  const names = sex === 'F' ? stock.female : stock.male;
  const shift = Math.floor((bornIn - 1930) / 15) * 2;
  if (random.chance(0.5)) return random.zipf(names, 0.7);
  const rank = names.indexOf(random.zipf(names, 0.6));
  return names[(rank + shift) % names.length] as string;
}
