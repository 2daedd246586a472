/**
 * Given names that one person goes by: nicknames, and the forms of one name in several languages and
 * transliterations. One group a line, its canonical form first; a word may stand in several groups
 * (`
alex`, `chris`, `sam`). Folded, so diacritics are gone. An aid for comparing: nothing is renamed.
*/
const groups = `
aaron aron haroun harun haroon ron ronnie
abdul abdel abdoul abdullah abdallah abdulla
abigail abby abbie abbey abi gail
abraham abe ibrahim ebrahim ibraheem avraham abram brahim
adam adan adamo addy adi
adelaide addie adela adele adelheid heidi heide della ada
adrian adriano adrien hadrian ade adriaan adri
adriana adrienne adriane adrianna ada
agatha agata aggie agathe
agnes agnieszka agnese ines inez aga agnieszko nessa
ahmed ahmad ahmet achmed achmad akhmed
aidan aiden
alan allan allen alain alano al
albert alberto al bert bertie albrecht berti elbert
alejandra alexandra aleksandra alessandra alex alexa lexi lexie sandra sandy sasha ola xandra sondra ale sascha oleksandra alix
alexander alexandre alejandro alessandro aleksander aleksandr alexandr alexandros alex alec alek aleks al xander zander sasha sascha sandy sandro ale olek iskander oleksandr aleksandar lex alasdair alastair alistair
alfred alfredo alf alfie fred freddie freddy fredo
ali aly aliy
alice alicia alicja alix ali alisa alyce ally
alina lina ala
alison allison ali ally allie alyson
aloisius alois luis aloysius lois
amalia amelie amelia emilia milly millie mia amy melia ami amalie
amanda mandy manda amandine
ambrose ambroise ambrogio
amir ameer emir amer
amy aimee ami amata
anastasia anastasiya stacy stacey nastya ana asya anastazja nastia stasia tasia
andre andreas andrew andrea andres andrzej andrei andrey andrej andriy andy drew andris anders ondrej endre andreu andries dries jedrzej andi andrii
andrea andreina andreia andi drea andie
angela angelika angelica angelina angie angele angelique angel aniela gela
angelo angel ange
ann anna anne ana anya ania annie anni hanna hannah hania nan nancy nana annette anita anika anneke anke annika anja anouk aneta anette anais hana ane
annabel annabelle anabel bella belle
anthony antony antonio antoine anton tony toni tono antoni antonin anthonie tonino antek ton tonio toine tone nino antoon teun theun tonek
antonia antoinette antonina toni tonia netta nettie nina tonya antonella nella
arabella bella bell
archibald archie archy baldo
arnold arnaud arnaldo arne arnie arno arndt aart nol
arthur arturo artur art artie arturs arie
augustine august agustin agostino augustin gus augustus tino auguste austin
barbara barb barbie babs basia bara varvara babette barbel barbro basha babsi
bartholomew bart bartolome bartolomeo bartosz bartek barthel bartlomiej meus barry
basil vasily vasiliy vassili basilio vasyl wasyl vasya basile vasil
beatrice beatriz beatrix bea trixie beate bee trix beata
benedict benedikt benedetto benedicto benito ben benoit bene bento
benjamin ben benny benji benjy benjamim beniamino binyamin beniamin jamin
bernadette bernie detta berna berni
bernard bernhard bernardo bernie bernd barney berny ben berend benno
bertha berta berthe
bethany beth
birgit brigitte bridget brigida gitta brigid biddy gitte bridie bridgette brygida brigita britta birgitta bergit
boris borya
bradley brad bradford
brandon brendan bran branden brandan brendon
brian bryan bryant
bruno bruna
calvin cal vin kalvin
cameron cam
camilla camille camila kamila cam millie milla kamilla
carl karl charles carlos carlo karel charlie chuck chas charly chip karol kalle carel lalo karoly carles chaz charley charlot karlheinz
carla karla carlotta charlotte carlota lottie lotte charlie lola carly tottie szarlota lot carlijn
carmen carmela carmelo carmina menchu mela
caroline carolina karolina carol carrie karoline carolyn caro lina karolin line carola carole karola carry linchen kari
casimir kazimierz casimiro kazik
casper kaspar jasper gaspard gaspar gaspare kacper caspar
cassandra cass cassie sandra casey
catherine katherine kathryn katharine katharina kate katie kathy kat kath cathy cat kit kitty katrin katrina katarina katarzyna kasia caterina catalina catarina karin karen katja ekaterina yekaterina katya katia katerina kathleen kathi cathryn cathrine catriona caitlin kaitlyn kasienka karina kata katalin trina trijntje trine kaat tine cate katinka katarzynka kathrin cathleen kay kaya ketty katell kathie kasie
cecilia cecile cecily cecylia celia sissy cissy cilla cile cilia silke sheila
celine selina selena celina
charlene charlie charly
chloe cloe khloe
christian cristian kristian christiaan krystian chris kris christen carsten karsten cristiano kit
christina kristen kristin kristyn kirsten christine cristina kristina kristine krystyna christa chris chrissie chrissy tina kris krista kirstin kirsty christiane stina christel khristina tine christi crista kristi cris stien
christopher christoph christophe cristobal cristoforo krzysztof chris topher kit kris stoffel christoffer kristof kristoffer kester christof krzysiek krzys christobal
clara claire clare chiara klara clair clarissa clarice klaartje
claude claudio claudius klaudiusz
claudia claudette claudine klaudia claudie klaudi
clement clemens clemente klemens clem klement
clifford cliff ford
clive cleve
conrad konrad con corrado connie kurt curt conny coenraad koen konni
constance constanze constanza connie konstanze constantia costanza
constantine konstantin constantin konstantinos kostas costas kostya konstanty costantino costa stan
cornelia nelly corrie nele cornelie connie corry kornelia nelia
cornelius cornelis cor con neil corneille kees cornelio korneliusz niels cees
cynthia cindy cyndi cinzia cintia sindy
cyril cyrille kirill cirillo kiril cyryl
damian damien damiano damon dami
daniel dan danny dani daniele danilo danil daniil danek danyal dany danijel dandan
daniela danielle daniele dani danni danuta danielka dany danika
david dave davey davy davide dawid dawud daoud daud davit dov dafydd taffy vid
deborah debra debbie deb debby debora debi
denise denisa denny nise
dennis denis denys dionisio dionysius den denny denes dionigi
diana diane dianne di dayana didi
dieter dietrich dietmar diether dirk diederik theodoric didi derek derrick
dimitri dmitry dmitri dmitriy dimitrios dima mitya dimitris dmytro dimitar dymitr mitia
dominic dominik dominique domingo domenico dom nick domenic mingo mimmo dominick minik
dominique dominika domenica dom minnie
donald don donnie donny donal
dorothy dorothea dorota dorothee dot dottie dolly dora dory dorotea thea doris dorthe dorte theda dorle
douglas doug dougie
eberhard ebbe hardy everard evert
edgar edgardo ed eddie
edith edie edyta edda edita
edmund edmond edmundo eddie ed ted ned
edward eduardo edouard eduard ed eddie eddy ted teddy ned edoardo lalo duardo edek edzio edu
edwin ed eddie win edwyn
eleanor elinor eleonora eleonore ellie nell nora nelly nellie lenore ella ellen leonor leonora norah elenor lora eleni
elias elia eli elijah ilya ilyas ilja illia eliasz elie
elizabeth elisabeth elisabetta elzbieta lisa liz lizzie beth betty bess bessie betsy eliza elise elsa else elsie libby liza lisbeth liesl lisette ella ela elspeth yelizaveta elizaveta lise elis liesbeth bettina elisa lissa bettie liese lizette babette buffy lili lily elle betje betti ilse lies elize elka liesel sissi betsie
ella ellie elle elly ela
ellen helen helena helene elena elaine alena jelena yelena olena lena leni nell nellie ella eileen elene ilona hela lenka ileana halina helenka ilene aileen lenchen elen heleen
emil emile emilio emiliano
emily emilie emilia em emmy millie milly emilka emilija emmi
emma em emmy emmi ema
emmanuel manuel emanuel emanuele manny manolo manu manoel immanuel mano manuele lolo manolito manni
eric erik erich erico rick ricky eryk erikas eirik
erica erika ricki rica
ernest ernst ernesto ernie erno ernestyn
esther ester essie hester etty hettie
eugene eugenio eugen gene evgeny yevgeny evgeni jevgeni eugeniusz zhenya yevgeniy evgenii yevhen
eugenia eugenie evgenia genia yevgenia gina evgeniya
eve eva evie ewa evita evi hawa eef evelyn evelina hava
evelyn evelina eveline evie eva evelin lynn lyn
fabian fabio fabiano fabien fabi
faisal faysal feisal faycal
fatima fatma fatema fatimah fatiha fatou fatoumata faty
felicity felicitas felicia flick liss fee felicidad
felix felice feliks
ferdinand fernando ferdi hernando fernand ferdinando nando ferd fernan nand
fiona fi fee
florence florentina fiorenza flo flora florrie flossie firenze
florian floriano flo flori florent
frances francesca francisca franziska francoise franciszka fran fanny frankie francine paca franzi cesca fannie ciska siska frannie francie paquita francisque franka sissi
francis francesco francisco francois franz franciszek frank frans franco paco pancho fran kiko frankie frantisek ferenc cisco franciscus franek franjo ferko chico paquito franc curro franzl francesc francek frenkie
frederica federica friederike frederique rika freddie frieda fritzi rike fede
frederick frederic federico friedrich frederik fred freddy freddie fritz fryderyk rick fede fedde freek fredric frits frido fredi lico
gabriel gabriele gabe gabi jibril jibreel gabryel gaby djibril
gabrielle gabriela gabriella gabi gaby gabby ella gabriele gabrysia
genevieve genoveva genowefa ginny eve jenny vivi
geoffrey jeffrey jeffery geoff jeff gottfried godfrey godfried geffrey
george georg jorge giorgio georges jerzy yuri yuriy juri yury georgi jurgen joerg jorg georgios jurek sjors jordi geordie gheorghe jiri iouri yorgos goran gyorgy jorn heorhiy djordje georgie jorgen yura
georgia georgina georgette giorgia gina georgie georgiana jorgelina georgine
gerald geraldo gerry jerry giraldo geraud gerold gerhold gerard gerrard
geraldine gerry gerri jeri geri
gerard gerhard gerardo gerd gert gerry gherardo gerrit geert gerhardt gerardus gerritt
german hermann herman armando armand germano armin herm ermanno
gertrude gertrud trudy gertie trude geertruida truus gertruda trudi
gilbert gilberto gil bert wilbert
giovanna joanna johanna jana jeanne joan jane jean juana ivana hanna hannah hanne joann joanne jo jannie janina gianna jannah asia joana vanna johana yohanna jenny siobhan janine janet jeannette ivanka hanka jeanine zanna vania
gordon gordie gord
grace gracie graziella gracia graca grazia grazyna grazynka chela
gregory gregor gregorio gregoire greg grigory grzegorz grigoriy gregg grisha hryhoriy goyo grzes joris
guido guy wit gui
guillaume william wilhelm guillermo guglielmo willem bill billy will willy willie liam wim helmut wilhelmus vilhelm memo guille wilek pim guilherme wiliam wilko willi vilmos bil viliam willum
gustav gustavo gustave gus gustaf gustaw guus tavo
hamza hamzah hamse
hans johann johannes john johan juan jean giovanni jan ivan ian jack jon ioannis yannis yahya joao jens jannis hannes jonny johnny johnnie jackie sean shawn shaun evan gianni janek janusz hansi hank vanya yann joan janos juanito jochen jannik iain jukka nino giannis hannu juhani vanja johny jannes yohan joannes eoin owen gian jasiek gjon yan hanno jovan jano johnathan juancho jantje
harold harald hal harry aroldo herold
harriet henrietta henriette hattie harriett hetty etta enrichetta hen jette jet henryka enriqueta hennie
hassan hasan hassane hasen
heather heath
hector ettore hektor
henry henri heinrich enrico enrique henrik hendrik harry hank hal heinz heiner henk henryk rico quique kike henning hein rik heini enzo harri hinrich henrique genrikh
herbert heribert bert herb herbie heriberto
hilary hilaire hilario ilario hillary
hilda hilde hildegard mathilde
hubert huberto bert hubertus huub berto uberto hub
hugh hugo huey hughes hugues ugo hughie
hussein husain hussain husayn hossein houssine hossain hoseyn huseyin husein
ida idy
ignatius ignacio ignazio ignatz ignace nacho inigo ignacy iggy naz
igor ihor
imran emran
ingeborg inge inga ingrid
irene irena irina eirene ira irenka reni arina irinka iryna iren
isaac ishaq isaak izaak ike itzhak ishak yitzhak zak
isabel isabelle isabella isabela isobel izabela isa izzy bella belle bel ysabel ishbel
ismail ismael ishmael esmail ismaeel
ivonne yvonne ivette yvette von iwona vonnie evonne ivona
jacob jakob jacques jakub jake jacobo giacomo jaap yakov yaqub kuba koby jeb jago jack jacobus jakov jacopo cobus kobe iakov sjaak jacky jakobus jaakko
jacqueline jackie jacqui jacki jaqueline jacky jaclyn jacquelyn
james jim jimmy jimmie jamie jaime jamey jay hamish seamus jaume iago diego santiago tiago jacques giacomo jaimie seumas shamus
jasmine yasmin yasmine jasmin jazmin yasemin jas jazz yasmina
jason jay jase iason giasone
jennifer jenny jen jenn jennie jenna jeni guinevere ginevra
jerome geronimo jeronimo girolamo hieronymus jerry hieronim jeroen
jessica jess jessie jesse jessika yesica gessica
joachim joaquin gioacchino achim jochen jochem quino chimo jokin kim joakim
jocelyn jocelyne josselin joss
jonathan jonatan johnathan jon jonny jonnie jonty nathan gionata yonatan
jordan giordano jordi jordana jourdan
joseph josef jose giuseppe joe jozef josep joey pepe beppe youssef yusuf yousef josip jo sepp jos iosif beppo pino yosef peppe osip yussuf jupp jozsef joze jozek jef peppino josse chepe josephus pepito youssouf yusef juzek yousuf joop josue yossef yusif
josephine josefina giuseppina josefa jo josie josephina fina pepita jozefina pepa pina finni josee jozefa
joshua josh josue giosue jozua joschua joss
joyce joy
judith judy giuditta judit judyta jutta jody judi juditha jut
julia julie giulia julieta juliet juliette giulietta jules yulia yuliya julita julka julianne jule ulia juli iulia julienne lia
julian julien giuliano juliano jules juliusz jul iulian uliano
juliana julianne giuliana julianna liana julie jana juliane
julius julio giulio jules juliusz yuliy juul
justin justus giustino justino just justyn
justine justyna justina giustina tina
kamal kemal kamel jamal jamel djamel gamal
kareem karim kerim abdulkarim
kenneth ken kenny kent
kevin kev
khadija khadijah hatice khadidja kadija khadeeja hadija
khaled khalid halid haled khalil
kimberly kim kimmy kimberley kym
ladislaus laszlo ladislav ladislao wladyslaw laci vladislav vlad lazlo wladek
larissa lara larisa laris
laura lora laure lorena laurie lori laurel laurette lauretta loredana lauren lorraine laurine
lawrence laurence lorenzo laurent lorenz lars laurens larry laurie wawrzyniec lavrenti rens laurentius lorcan lauri loren enzo renzo laurenz laur
lea leah lia leia
leo leon leone leonid leonidas lev lew lion leonel leonti leonida lyova leos leandro
leonard leonardo leon leo lenny len leonhard lennart linnart lennard nardo leonardus leendert
leopold leopoldo leo poldi leopoldus polde
leslie les lesley
lewis louis luis ludwig luigi lou lajos louie ludovic ludwik lodewijk gigi aloisio luiz lutz ludovico gino lois lluis loic ludvig ludek luisito lowie clovis
lillian lilian liliana lily lil lilly lili lillie liliane lilia lilli
linda lindy lynda lyn lin lynn
louise luise luisa louisa lou lulu ludwika luigia louisette lovisa loulou isa gigia
lucas luke luca luc lukas lukasz lucca loukas luka lucio lukacs luuk
lucy lucia lucie luz lucille lucilla lucja lulu luzie lucila lusia luzia chia lucienne
ludmila lyudmila ludmilla lyuda luda mila ljudmila liudmila
madeleine magdalena madeline maddalena magda maddie lena madelyn malena maddy magdalene lenka madlen maud madalena magali leni magdolna madge lene
malcolm mal colm
manuela emanuela manu manuelita ela emmanuelle
marcel marcello marcelo marceli marcellus marcellin
marcella marcela marcelle marci
margaret margarita margherita marguerite margarete margaretha malgorzata maggie meg peggy greta gretchen margot marge margie marga gosia rita daisy gretel grete griet mairead marjorie marjory madge margareta margit grietje margriet megan peg gretje mags margret margarethe greet marjolein margaux malgosia margitta gitta mette merete maisie margo marketa gocha peggie
maria mary marie mariam maryam miriam mia moira maura molly polly mitzi maja marija marika mariya masha mania marya mimi maire maureen marieke marijke mieke riet maryse marita maryla mae marys mariette mirjam myriam meryem maike maaike ria mariska meriem minnie marysia marisa mascha mariola maritza mare manya merete marijana mareike mayra
marianne mariana marianna marian maryanne maryann marijana annemarie annamaria mariann
marina marine marinella marinka marin
mario marius mariusz marios marian mariano
marion marian mary mariona mariot
mark marc marco marcus marcos marek markus marko marquis mars marcin marky marcius markos mac
martha marta marthe matty patty mart marit marthje
martin martino martijn marcin marten martyn marty mart martim mathyn maarten tino martinus morten tin mertens marton
martina martine marty tina martyna tine
matilda mathilde matilde tilly maud mattie mathilda tilda tilde maude tilli til
matthew matthias mateo matteo mathieu mateusz matt matti mats matthieu matias mathias mattia matty mathis mateus matz matvey hias maciej theis matthijs thijs maciek matej motya mateu matyas mattias mattis matheus thies
maurice maurizio mauricio moritz moris maury morris mo maurits mauro maurycy ritz mauritius
maximilian max maximiliano massimiliano maximus maxim maxime maxi massimo maksymilian maks maximo massi maksim maksym maximilien
melanie mel melania mela lanie melany
melissa mel missy lissa lisa
mercedes merche mercy
michael michel michele miguel mike mick mickey mikhail michal mitch mickie misha mikael mihai mikey mihail micky miky michail mihaly michiel mischa mikel micheal mikhael mikail mikko micah migi mykhailo mihajlo mickael michi micha michau giel machiel
michaela michelle michele micaela mica mishka michal shelly shelley mikaela misha michaele micki michalina michi
mildred millie milly
mohammed muhammad mohamed mohammad mehmet mohamad muhammed muhamad mohamud mo mahomet mamadou mohd muhamed mahmoud mohamet muhamet mouhamed mhamed muhammet mahomed moh mhd md muhd
monica monika monique mona monia moni
morgan morgane
moses moise mose moises musa moussa moshe mojzesz mousa
mustafa mostafa moustafa mustapha moustapha mustafah
nadia nadezhda nadine nadja nadya nadzieja nadka nadiya
natalia natalie nathalie natasha natalya nataliya nat natalka tasha talia natacha nata natali nataly natalja talya
nathan nathaniel nathanael nat nate natan nataniel nathanial
nicholas nicolas nicola niccolo nikolaus klaus claus nick nicky nico nikolai mikolaj nikita nikolas niels nils nikos nikolay mykola colin klaas nikolaos miklos nikola nic nikki nicolaas nicolo niklas niko nikolaj kolya nicolau mikulas cola nicol colas
nicole nicola nicoletta nicolette nikki nicky colette nika nikola nikole nico nicki
norbert norberto bert bertus
norman norm normand normando
octavia ottavia oktawia octavie tavia
olaf olav ole olof olave
olga olya helga olia olha olenka olja
oliver olivier oliviero oli ollie olly oliwer noll olli
olivia olivie livia liv oliwia ollie livvy olive livi
omar umar omer oumar omair
oscar oskar ossie ozzie
oswald osvaldo ozzie oz waldo
ottilie odile otylia tilly odilia
otto oton otho odo ottone otton
pamela pam pammy
pascal pasquale pascual pascale paschal pasqual lino
patricia patty pat trish tricia patrizia patrycja pati patsy patti patrice trisha triss pattie paddy
patrick patricio patrizio patrice pat paddy patryk rick padraig patric pako
paul paolo pablo paulo pavel pawel paulus pauly pol paulie pal paolino pau pavlo paulinus pavol paavo poul palle pall bolo
paula paola pola pauline paulina polly paolina paulette pawla paule lina paulien pavla
penelope penny pen nelly
peter pedro pietro pierre piotr petr pete pieter piet petros petar peer perry pero pyotr pjotr petrus piero peder per pedrito boutros petro botros perico piotrek petya petri pierino perrin pekka petter peadar pier pitt pierrick pierrot
petra petronella pietra petronela nel petrina
philip philipp philippe felipe filippo filip phil phillip pip filipe flip philippus filips lippo pippo fil
philippa filipa pippa philipa filippa pip
rachel raquel rachele rachelle ray rahel rae rachela shelly rachael rahela chelle
rafael raphael raffaele raf rafal rafa rafi raffi raffaello rafe rafaelle
ralph ralf raoul raul rolf radulf rodolphe rafe raffe rauf
raymond ramon raimund raimondo ray raimundo ramond raymund rajmund reamonn mundo monchi raimond
rebecca rebekah becky becca rebeka rebekka becki bex rivka reba
regina reine regine gina reina queenie renia rena
reginald reg reggie reinhold reinaldo rinaldo reinhard rex reynaldo reynold reinold renaud rainald
renate renata rena reni renee renatka
rene renato renee renatus
richard ricardo riccardo ryszard rick rich dick ricky richie rico ritchie ric rikard rikki rysiek dickie richy rickie dik
robert roberto rob bob bobby robbie bert robin robb bobbie robby robrecht robertas dob rober berto robertus
roberta bobbie robbie robin berta bobby
roderick rodrigo rod rick roderic rodrigue roddy rory rodri
roger rogelio ruggero rodger rutger rog ruediger rudiger rogier hodge rogerio
roland rolando orlando rollo rolly roel rolland roelof rolle roly
roman romain romano romuald romek romanus
ronald ron ronnie ronny ronaldo renaldo
rosa rose rosie rosalie rosario rosita rosalia roza rosina rosy rosella rosanna roos rozalia chayo rosine roosje rosaria rosaleen rosel
rosalind rosalinda ros roz linda rosalyn rosalynn
rosemary rosemarie romy rosie rosa rose marie rosamaria romi rozmary
roxanne roxana roxane roxy roxie rox
rudolf rodolfo rudy rudi rolf rodolphe rudolph ruedi rolo dolfi ruud
rupert ruprecht ruperto robert
ruth ruthie rut
sabine sabina savina bine
said sayed saeed sayeed saied
salvatore salvador sal turi sauveur sam toto salva salvo tore
samantha sam sammy samanta sammie manthy
samira sameera samirah
samuel sam sammy samuele sammie samu samuil szmul shmuel samy samuelle
sandra alexandra alessandra sandy sandrine cassandra sondra
sarah sara sally sadie zara sarita sal sarai sarina salli soraya
sebastian sebastien bastian bastien seb sebastiano seba bas sebastiaan bastiaan basti sebas sepp sevastian bastiano baz
sergei sergey serge sergio sergiusz sergi serhiy serguei serhii seryozha sergej serzh serioja sergius
sharon shari sherry shaz
shirley shirl shirlee
siegfried sigfrid sigi sigfrido sigfried freddy
sigmund siegmund sigismund zygmunt segismundo sigi sigismondo zsigmond
silvester sylvester sylwester silvestro sly silvestre sylvestre vester
silvia sylvia sylvie silvie silvana sylwia sil silke silvi
simon simone szymon simeon semyon simao simo shimon ximun si sym szymek syman semen siemen sjimmie
simone simona symona
sofia sophie sophia zofia sofie sofija sofya sonja sonia sonya sophy zosia fia soph fieke sofiya sophi zsofia sona soffia sofka
stanislaus stanislaw stanislav stan stas stanislas staszek stanislao estanislao slava
stella estelle estrella ster
stephanie stefanie stefania estefania steph stef steffi stephania stefa stephany steffie stevie fanny steffanie fania estephania szczepana
steven stephen stefan stephan esteban stefano etienne steve stevie szczepan istvan stepan estevao steffen stef stefaan steph stephane stepa estevan stjepan estefan esteve steeve pista stijn staffan stevan tiennot
stuart stewart stu
susan susanne suzanne susana susanna zuzanna sue susie suzy susi sanne zuza susannah sukie sanna suse suzette suzan zsuzsanna zuzana suzie suzana shoshana suzi
tamara tamar tammy mara toma tamra
tatiana tatjana tatyana tania tanya tanja tiana tetyana tetiana tatianna
terence terrence terry terenzio terencio tel
teresa theresa therese tess tessa terry terri tracy resi treza teresita tere tereza terka theresia tracey teri thea teresina treeske tessie thera
thaddeus tadeusz tad tadeo thad taddeo tadek faddei
theodora dora thea teodora dorothea feodora
theodore theodor teodoro ted teddy theo teodor fyodor fedor feodor todor theodoor fjodor tod teo fiodor dorus doro theodorus
thomas tomas tommaso tomasz tom tommy thom toma tomek tomaso foma tam tamas tomasso tuomas thommy maas tomi
timothy timo timotheus timoteo tim timmy tymoteusz timofey timothee timofei tymek timotheos
tobias toby tobia tobiasz tobi tobie tobin
ulrich ulrico uli ulli ulric udo utz
ulrike ulrica uli ulla ulrika rike
urban urbain urbano
ursula orsola ulla ursel uschi ursule urszula ursulina orsolya ula usch
valentin valentino valentine val walenty valya vallo
valentina valentine val walentyna tina valya
valerie valeria val walerie waleria valery valerija lera
vanessa nessa van vanesa ness
vera wiera veera wera vjera verochka
veronica veronika veronique roni vera ronnie weronika nika vroni berenice ronni vreni
victor vittorio viktor vic wiktor vitya vick viktoras vico
victoria vittoria viktoria vicky vicki tori wiktoria victoire vika vikki viktoriya vickie viki toya victorine
vincent vincenzo vicente vince vinny wincenty enzo vinnie vin vinz vinzenz vincentius cenzo cent vincenzino chente vikentiy
violet viola violetta violette wioleta vi violeta ioletta
virginia ginny ginger virginie gina ginnie wirginia vergie gini
vladimir wladimir vlad volodya vova wlodzimierz vladi volodymyr wolodymyr vladimiro wlodek vladek waldemar valdemar
vyacheslav viacheslav slava wieslaw vaclav vaceslav
walter gualtiero walt wally wouter gautier wat gauthier gualterio waltraud valter valtteri walti waldo
wanda vanda wandzia
wendy gwendolyn gwen gwendoline wen
werner wernher verner vernerr guarniero
wilhelmina wilma mina minnie willa billie helma vilma guillermina wilhelmine minna guglielmina mien mieneke wil willemijn
winifred winnie freda win winnifred fred
wolfgang wolf wolfi wolfie volfango
xavier javier saverio xaver javi xabier ksawery xavi saver
yolanda jolanda iolanda jolanta yoli iola yolande jola jolante
youssra yusra yousra
yves ivo iwo yvo ives
zachary zack zach zak zachariah zacharias zaccaria zakaria zacharie zechariah zakariya zacarias zakary
zainab zeinab zaynab zeynep zineb zaineb
howard howie howy
guadalupe lupe lupita
dolores lola loli
concepcion concha conchita
consuelo chelo
jesus chuy chus
marsha marcia
leigh lee lea
kayleigh kaylee kayley kailey caylee keeley keely keelie
kelly kelley kellie
darlene darleen darline
trevor trev
desmond des dezi
sheila shelagh sheelagh
russell russ rusty
rodney rod roddy roderick
zbigniew zbyszek
slawomir slawek
jaroslaw jarek
miroslaw mirek
boguslaw bogdan
lukasz luki lukas lucas
jadwiga jadzia hedwig
eduardo edu dudu
raimundo nonato mundinho
luiza luisa louise luise
severino biu
sebastiao tiao
venkatesh venkat venkatesan
subramanian subramaniam subbu mani
lakshmi laxmi
krishna krishnan kishan
srinivas srinivasan sreenivas shrinivas
vijay bijay vijai
vikram bikram
deepak dipak deepu
deepika dipika
sunita suneeta
geeta gita
neelam nilam
poonam punam
pooja puja
jyoti joti jyothi
kavita kavitha
savita savitha
sandhya sandya
rajesh raj rajesch
rajendra rajinder rajender
surendra surinder surender
harish hareesh
ganesh ganesan
murugan murugesan
mukherjee mukerji
yoko youko
yuko yuuko
yuki yuuki
shouta shota
ryouta ryota
yuuto yuto
souta sota
kyoko kyouko
youko yohko yoko
taro tarou
jirou jiro
ichirou ichiro
ryo ryou
jun juhn
sho shou
osamu osam
mehmet mehmed
suleyman suleiman sulaiman soliman
yasin yaseen yassin yassine
aisha ayesha aicha aysha aishah ayse
zahra zehra zahraa
layla leila laila leyla
noor nour nur noura
khalil halil
xiaoming hsiaoming
`;

let table: ReadonlyMap<string, readonly string[]> | undefined;

function readTable(): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const line of groups.trim().split('\n')) {
    const names = line.split(' ');
    for (const name of new Set(names)) {
      const known = byName.get(name);
      const group = names[0] ?? name;
      if (known) known.push(group);
      else byName.set(name, [group]);
    }
  }
  return byName;
}

const none: readonly string[] = [];

/**
 * The canonical names of the groups that a folded given name belongs to; two names may be one
 * person's when they share a group. Empty for names that are in none.
 */
export function nicknameGroups(given: string): readonly string[] {
  table ??= readTable();
  return table.get(given) ?? none;
}
