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
  RU: {
    female: words(
      'Анна Мария Елена Ольга Наталья Татьяна Ирина Светлана Екатерина Юлия Людмила Галина Валентина Анастасия Дарья Марина Надежда Лариса Виктория Ксения Полина Оксана Алина Вера Любовь',
    ),
    male: words(
      'Александр Сергей Владимир Дмитрий Андрей Алексей Иван Михаил Николай Евгений Максим Виктор Юрий Игорь Артём Павел Олег Роман Денис Константин Василий Кирилл Антон Вячеслав Илья',
    ),
    family: words(
      'Иваненко Шевченко Бондаренко Коваленко Ткаченко Кравченко Черных Седых Белых Петренко Мельник Мороз Гончар Коваль Романюк Савчук Ковальчук Бондарчук Левчук Гнатюк Долгих Сухих Вербицкий Гуменюк Захарчук Климчук Кузьмич Лавринович Малевич Михневич Новик Остапенко Павленко Руденко Савич Тимошенко Ульянич Федоренко Хоменко Циммер Чумак Шульга Щербак Юрченко Яценко Адамович Бойко Войтович Галич Денисенко',
    ),
    cities: cities(
      'Москва=Москва=10,Санкт-Петербург=Санкт-Петербург=19,Новосибирск=Новосибирская обл.=63,Екатеринбург=Свердловская обл.=62,Казань=Татарстан=42,Самара=Самарская обл.=44,Омск=Омская обл.=64,Челябинск=Челябинская обл.=45,Уфа=Башкортостан=45,Пермь=Пермский край=61,Воронеж=Воронежская обл.=39,Тула=Тульская обл.=30',
    ),
    streets: parts(
      'ул. Ленина,ул. Советская,ул. Мира,проспект Победы,ул. Гагарина,ул. Пушкина,ул. Садовая,пер. Школьный,ул. Молодёжная,ул. Набережная,ул. Лесная,ул. Кирова,ул. Чехова,ул. Новая,ул. Полевая,ул. Заречная',
    ),
    districts: parts('Центральный,Северный,Южный,Заречный'),
  },
  KR: {
    female: words(
      '지은 수진 혜진 은경 미영 정희 영숙 미경 은주 현정 지영 유진 민지 서연 하은 서윤 지우 수빈 예은 소영 보람 다은 윤아 세영 나영 경희 순자 영자 말숙 은희',
    ),
    male: words(
      '민수 영호 성민 지훈 현우 준호 동현 재현 상훈 진우 성호 영철 정호 광수 태현 민재 서준 도윤 하준 시우 주원 건우 우진 승현 재욱 병철 기현 용준 철수 인호',
    ),
    family: words(
      '김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍 전 고 문 양 손 배 백 허 유 남',
    ),
    cities: cities(
      '서울특별시=서울=0,부산광역시=부산=4,대구광역시=대구=4,인천광역시=인천=2,대전광역시=대전=3,광주광역시=광주=6,수원시=경기도=1,성남시=경기도=1,창원시=경상남도=5,제주시=제주도=6',
    ),
    streets: words(
      '세종대로 테헤란로 강남대로 종로 을지로 퇴계로 한강대로 양재대로 올림픽로 동작대로 중앙로 시청로 대학로 역삼로 봉은사로 해운대로 수영로 달구벌대로',
    ),
    districts: words('강남구 서초구 종로구 해운대구 수성구 유성구'),
  },
  TR: {
    female: words(
      'Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Zehra Sultan Hanife Merve Havva Zeliha Esra Fadime Özlem Hacer Yasemin Hülya Gülsüm Büşra Leyla Melek Songül Kübra Dilek Emel Tuğba Ebru Pınar Gamze',
    ),
    male: words(
      'Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil Süleyman Abdullah Mahmut Recep Salih Fatih Kadir Emre Hakan Adem Kemal Yaşar Bekir Musa Metin Orhan',
    ),
    family: words(
      'Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Güneş Aksoy Bulut Keskin Ünal Turan Gül Özer Avcı Tekin Taş Aktaş Coşkun Kaplan Sarı Işık Karaoğlu Mollaoğlu Hacıoğlu Uzunoğlu Deliorman Erbaş Gündoğdu Akgün Karataş Tosun Uysal Ateş Bozkurt Durmaz',
    ),
    cities: cities(
      'İstanbul=İstanbul=34,Ankara=Ankara=06,İzmir=İzmir=35,Bursa=Bursa=16,Antalya=Antalya=07,Konya=Konya=42,Adana=Adana=01,Şanlıurfa=Şanlıurfa=63,Gaziantep=Gaziantep=27,Eskişehir=Eskişehir=26',
    ),
    streets: parts(
      'Atatürk Caddesi,Cumhuriyet Caddesi,İnönü Bulvarı,Gazi Sokak,Lale Sokak,Menekşe Sokağı,Bağdat Caddesi,İstiklal Caddesi,Barbaros Bulvarı,Çiçek Sokak,Okul Sokak,Zafer Caddesi,Mimar Sinan Caddesi,Kıbrıs Şehitleri Caddesi',
    ),
    districts: parts('Merkez,Kadıköy,Çankaya,Konak,Nilüfer,Muratpaşa'),
  },
} as const satisfies Record<string, LocalStock>;

export type LocalCountry = keyof typeof localStocks;

export const digits = (pattern: string, random: Random): string =>
  pattern.replaceAll('#', () => String(random.below(10)));
