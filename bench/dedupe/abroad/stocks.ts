import type { Random } from '../../people/random.ts';

/** Names and places of countries that `bench/people` does not have. */
export interface LocalStock {
  readonly female: readonly string[];
  readonly male: readonly string[];
  readonly family: readonly string[];
  /** City, region, beginning of its postcodes; largest first. */
  readonly cities: readonly (readonly [string, string, string])[];
  readonly streets: readonly string[];
  readonly districts: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const parts = (text: string): readonly string[] => text.split(',').map((part) => part.trim());
const cities = (text: string): LocalStock['cities'] =>
  parts(text).map((each) => {
    const [city = '', region = '', start = ''] = each.split('=');
    return [city, region, start];
  });

export const localStocks = {
  BR: {
    female: words(
      'Maria Ana Francisca Antônia Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Camila Amanda Bruna Jéssica Letícia Júlia Luciana Vanessa Mariana Gabriela Vera Vitória Larissa Cláudia Beatriz Luana Rita Sônia Renata Eliane Simone Débora Rosângela Tatiane Carolina Helena Alice',
    ),
    male: words(
      'José João Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Gabriel Rafael Daniel Marcelo Bruno Eduardo Felipe Raimundo Rodrigo Manoel Mateus André Fernando Fábio Leonardo Gustavo Guilherme Leandro Tiago Anderson Ricardo Márcio Jorge Alexandre Roberto Vinícius Caio Sérgio Thiago Diego',
    ),
    family: words(
      'Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Cavalcante Moura Campos Borges Azevedo Farias Batista Monteiro Pinto Correia Melo Cunha Duarte Brito Xavier Peixoto Guimarães Macedo Tavares Aguiar Siqueira Figueiredo Bittencourt Magalhães Sampaio Queiroz',
    ),
    cities: cities(
      'São Paulo=SP=01,Rio de Janeiro=RJ=20,Brasília=DF=70,Salvador=BA=40,Fortaleza=CE=60,Belo Horizonte=MG=30,Manaus=AM=69,Curitiba=PR=80,Recife=PE=50,Porto Alegre=RS=90,Belém=PA=66,Goiânia=GO=74,Guarulhos=SP=07,Campinas=SP=13,São Luís=MA=65,Maceió=AL=57,Natal=RN=59,Florianópolis=SC=88,Santos=SP=11',
    ),
    streets: parts(
      'Rua das Flores,Avenida Brasil,Rua São João,Rua XV de Novembro,Avenida Paulista,Rua Sete de Setembro,Rua Dom Pedro II,Rua Tiradentes,Avenida Getúlio Vargas,Rua Santos Dumont,Rua das Acácias,Travessa da Paz,Rua Marechal Deodoro,Rua José Bonifácio,Alameda Santos,Rua Castro Alves,Rua Rui Barbosa,Avenida Atlântica,Rua da Praia,Rua Voluntários da Pátria,Rua Machado de Assis,Rua Bela Vista,Rua Amazonas,Rua Goiás,Rua dos Andradas,Avenida Independência',
    ),
    districts: parts(
      'Centro,Jardim América,Vila Nova,Boa Vista,Copacabana,Moema,Pinheiros,Santa Cecília,Tijuca,Bela Vista,Vila Mariana,Santo Antônio,São José,Barra,Liberdade',
    ),
  },
  IN: {
    female: words(
      'Priya Anjali Sunita Pooja Neha Kavita Deepika Anita Lakshmi Meena Rekha Shreya Divya Sneha Swati Aishwarya Nisha Ritu Asha Usha Geeta Radha Savita Jyoti Shalini Padma Kamala Sarita Manisha Archana Vidya Nandini Aarti Preeti Rani Shweta Sangeeta Bhavana Ananya Ishita',
    ),
    male: words(
      'Rahul Amit Rajesh Suresh Vijay Sanjay Anil Sunil Ramesh Mahesh Rakesh Mukesh Arun Ajay Vikram Ashok Deepak Manoj Pradeep Ravi Krishna Ganesh Karthik Arjun Rohit Nikhil Aditya Vivek Naveen Prakash Mohan Gopal Harish Dinesh Kiran Srinivas Venkatesh Senthil Murugan Imran',
    ),
    family: words(
      'Sharma Verma Gupta Singh Kumar Patel Shah Reddy Nair Iyer Menon Pillai Rao Naidu Joshi Desai Mehta Jain Agarwal Banerjee Mukherjee Chatterjee Das Ghosh Bose Sen Roy Mishra Tiwari Pandey Yadav Chauhan Rathore Malhotra Kapoor Khanna Chopra Bhatia Gill Sandhu Kulkarni Deshpande Patil Shinde Jadhav Pawar Gowda Shetty Hegde Krishnan Subramanian Raghavan Natarajan Srinivasan Khan Ansari Sheikh Fernandes DSouza Pereira Thakur Saxena Srivastava Trivedi Bhatt Chaudhary',
    ),
    cities: cities(
      'Mumbai=Maharashtra=400,Delhi=Delhi=110,Bengaluru=Karnataka=560,Hyderabad=Telangana=500,Chennai=Tamil Nadu=600,Kolkata=West Bengal=700,Pune=Maharashtra=411,Ahmedabad=Gujarat=380,Jaipur=Rajasthan=302,Lucknow=Uttar Pradesh=226,Surat=Gujarat=395,Kochi=Kerala=682,Nagpur=Maharashtra=440,Indore=Madhya Pradesh=452,Bhopal=Madhya Pradesh=462,Coimbatore=Tamil Nadu=641,Mysuru=Karnataka=570,Visakhapatnam=Andhra Pradesh=530',
    ),
    streets: parts(
      'MG Road,Station Road,Gandhi Nagar Main Road,2nd Cross,Nehru Street,Temple Road,Linking Road,Park Street,Lake View Road,Market Road,Anna Salai,1st Main Road,5th Cross,Hill Road,Church Street,Ring Road,College Road,Sardar Patel Marg,Tilak Road,Residency Road',
    ),
    districts: parts(
      'Andheri West,Koramangala,Indiranagar,T Nagar,Banjara Hills,Salt Lake,Bandra East,Jayanagar,Vasant Kunj,Kothrud,Navrangpura,Malviya Nagar,Gomti Nagar,Anna Nagar,Whitefield,Powai,Adyar,Malleshwaram',
    ),
  },
  JP: {
    female: words(
      'Yoko Keiko Kazuko Hiroko Sachiko Yumiko Tomoko Noriko Akiko Michiko Naoko Yuko Mayumi Emi Kumiko Mariko Yui Rina Sakura Hina Aoi Misaki Haruka Ayaka Nanami Mio Yuna Chiyo Reiko Etsuko Junko Masako Fumiko Miyuki Megumi Asuka Rie Kaori Eriko Chihiro',
    ),
    male: words(
      'Hiroshi Takashi Kenji Satoshi Akira Makoto Kazuo Masao Shigeru Yoshio Minoru Kiyoshi Haruto Yuto Sota Ren Daiki Takumi Shota Kenta Naoki Kazuki Ryo Tatsuya Daisuke Koji Yuji Shinji Toshio Osamu Isamu Ichiro Jiro Taro Kenichi Shinichi Ryota Hayato Yamato Riku',
    ),
    family: words(
      'Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Yamazaki Mori Abe Ikeda Hashimoto Yamashita Ishikawa Nakajima Maeda Fujita Ogawa Goto Okada Hasegawa Murakami Kondo Ishii Saito Sakamoto Endo Aoki Fujii Nishimura Fukuda Ota Miura Fujiwara Okamoto Matsuda Nakagawa Nakano Harada Ono Tamura Takeuchi Kaneko Wada Nakayama Ishida Ueda Morita Hara Shibata Sakai Kudo Yokoyama Miyazaki Miyamoto Uchida Takagi Ando Taniguchi Ohno Maruyama Imai Takada Fujimoto Takeda Murata Ueno Sugiyama Masuda Sugawara Hirano Kojima Otsuka Chiba Kubo Matsui Iwasaki Sakurai Kinoshita Noguchi Matsuo Nomura Kikuchi Sano Onishi Sugimoto Arai',
    ),
    cities: cities(
      'Shibuya-ku=Tokyo=150,Setagaya-ku=Tokyo=154,Naka-ku=Yokohama=231,Kita-ku=Osaka=530,Chuo-ku=Sapporo=060,Hakata-ku=Fukuoka=812,Sakyo-ku=Kyoto=606,Chuo-ku=Kobe=650,Naka-ku=Nagoya=460,Aoba-ku=Sendai=980,Naka-ku=Hiroshima=730,Omiya-ku=Saitama=330,Chuo-ku=Chiba=260,Kawasaki-ku=Kawasaki=210,Nerima-ku=Tokyo=176,Adachi-ku=Tokyo=120',
    ),
    streets: parts(
      'Jinnan,Sakuragaoka,Honcho,Umeda,Odori,Hakataekimae,Motomachi,Sakae,Ichibancho,Kamiyacho,Midoricho,Asahicho,Nishimachi,Higashimachi,Chuo,Minamimachi,Kitamachi,Sumiyoshi,Tamagawa,Hiyoshi,Wakaba,Yayoi,Ebisu,Aobadai',
    ),
    districts: parts('Heights Sakura,Mansion Midori,Court Aoba,Residence Asahi,Villa Hikari'),
  },
} as const satisfies Record<string, LocalStock>;

export type LocalCountry = keyof typeof localStocks;

export const digits = (pattern: string, random: Random): string =>
  pattern.replaceAll('#', () => String(random.below(10)));
