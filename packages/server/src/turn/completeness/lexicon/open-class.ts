import { listed } from './word-list.ts';

type OpenTag = 'noun' | 'adjective' | 'attributive' | 'modifier-noun' | 'name';

/** Common nouns and adjectives of talk between customers and companies. A word that is missing is guessed by its ending. */
export const openClass: ReadonlyMap<string, OpenTag> = listed<OpenTag>({
  attributive: `new other same whole main next last previous entire own upcoming following original current actual overall only
    initial annual former lost nearest big small large old little nice long short regular red blue green black white extra
    additional different certain specific particular latest recent old final full half quick existing prior proper
    international domestic personal secondary primary alternate alternative general special automatic electric digital
    monthly yearly weekly daily electronic medical dental legal corporate non multiple wrong`,
  'modifier-noun': `credit debit tracking billing shipping mailing serial zip postal direct checking promo social
    routing overdraft expiration loyalty frequent technical tech spare replacement installation birth
    prepaid`,
  adjective: `broken fine good bad great okay ready available closed late early wrong correct right cheap cheaper cheapest
    expensive free full empty busy happy unhappy upset angry frustrated disappointed satisfied sure certain possible impossible
    able unable necessary important urgent interested confused sick ill hurt injured pregnant allergic diabetic dead alive lost
    stuck missing damaged defective faulty cracked torn dirty clean wet dry hot cold warm cool frozen slow fast quick loud
    quiet hard easy difficult simple complicated strange weird normal usual unusual typical okay alone married single divorced
    retired eligible responsible valid invalid expired active inactive locked unlocked blocked suspended due overdue paid
    unpaid open closed working best better worse worst bigger smaller larger faster slower longer shorter higher lower
    earlier later sooner newer older nicer enough worth true false real serious ridiculous unacceptable terrible horrible
    awful perfect excellent wonderful amazing fantastic lovely rude polite helpful useless useful safe dangerous
    spicy vegan vegetarian delicious fresh stale raw tired dizzy nervous worried concerned afraid glad sorry welcome
    done finished gone over short low high flat blurry noisy unlimited nonstop refundable nonrefundable negotiable
    accessible comfortable aware familiar similar identical incorrect accurate inaccurate inconvenient convenient flexible
    temporary permanent private public local nationwide separate final complete incomplete confidential optional mandatory
    jammed swollen itchy sore clogged flooded leaky leaking offline unavailable unresponsive unplugged green blue red black
    white gray grey brown yellow purple pink orange silver gold medium extra out-of-date small large`,
  noun: `order number name address phone account card bill payment balance money refund receipt item package box delivery
    shipment store shop product size color colour price cost fee discount coupon code sale deal warranty policy website app
    page link button screen battery charger cable computer laptop tablet printer keyboard mouse monitor router modem internet
    wifi signal connection network password username login email message text voicemail mail letter inbox folder file document
    form contract agreement invoice statement transaction deposit withdrawal transfer check cheque cash loan mortgage rate
    interest credit debit limit overdraft branch bank atm pin fraud plan service subscription membership member data minute
    minutes hour hours day days week weeks month months year years time date morning afternoon evening night noon midnight
    weekend appointment reservation booking room table seat ticket flight plane airport gate bag bags luggage suitcase baggage
    passport visa trip hotel lobby key keys bed bathroom shower towel towels pillow breakfast lunch dinner menu food pizza
    burger fries soup salad chicken beef fish steak sandwich coffee tea water soda coke beer wine milk sugar cheese bread rice
    drink drinks dessert cake onions sauce meal person people adult adults kid kids child children baby son daughter wife
    husband mother father mom dad brother sister family friend friends neighbor boss manager supervisor agent representative
    operator doctor dentist nurse patient clinic hospital pharmacy prescription medication medicine pill pills dose test tests
    blood pressure pain fever cough headache back tooth teeth arm leg foot hand head eye eyes ear throat stomach chest insurance
    claim accident car truck van vehicle tire tires engine brakes brake oil light lights key door window roof garage house home
    apartment building floor street road avenue lane drive court boulevard way place circle city state country town zip area
    corner side left right top bottom front middle end part parts kind type sort model version brand problem problems issue
    issues question questions answer reason mistake error complaint help thing things stuff way minute second seconds moment
    lot bit pair couple set piece copy list line hold word letter letters phone cell mobile call calls person school class
    teacher student bus train cab taxi ride driver technician mechanic plumber electrician power electricity gas heat heater
    heating air conditioning conditioner water leak pipe sink toilet faucet kitchen basement yard tree fence pool gym dog cat
    puppy vet shot shots vaccine lease rent landlord tenant deposit parking spot lot space job office company business work
    employee staff department sales support billing accounting security license registration tax taxes report police
    photo picture video camera headset phone calendar meeting server software update system program license virus folder drive
    attachment browser internet dress shoes shirt pants jacket coat jeans hat sweater sofa couch chair lamp mattress desk
    fridge refrigerator washer dryer dishwasher oven stove microwave blender vacuum toaster machine tv television remote
    speaker headphones watch ring necklace earrings bottle wallet purse backpack gift present birthday party wedding
    anniversary holiday christmas vacation summer winter spring fall money dollars dollar bucks cents euros pounds percent
    miles points rewards status upgrade class economy aisle noise smell smoke fire alarm lock fan hole crack stain
    option options choice detail details information info record records history result results status confirmation
    reference tracking label stamp envelope post extension supply supplies record lid handle zipper sleeve haircut manicure
    massage stylist color treatment facial guest guests session trainer yoga classes coverage deductible premium quote
    adjuster agent injury damage theft loss driver passenger reservation cot crib fee fees charge charges purchase
    accounts cards bills payments orders items packages tickets seats rooms tables flights names numbers emails messages
    calls refunds returns stores prices fees contracts appointments prescriptions records signature id identification mind
    lunch idea clue luck trouble trouble access advance case fact luck name chance nothing hell world everything human robot
    english spanish french german language doubt sense turn rest amount total sum value row line level stairs elevator lobby dinner snack cheeseburger pepperoni onion sauce penicillin insulin aspirin fries haircuts balance difference`,
  name: `john mary james robert michael david william richard joseph thomas charles sarah susan jessica karen nancy lisa linda
    elizabeth jennifer maria anna emma olivia sophia daniel matthew anthony mark paul steven andrew kevin brian george smith
    johnson williams brown jones garcia miller davis rodriguez martinez wilson anderson taylor moore jackson martin lee
    peterson lopez gonzalez chen wang patel kim nguyen peter tom bob mike jim joe steve dave chris alex sam amanda emily
    america american canada mexico london paris chicago boston denver dallas austin houston seattle miami atlanta york
    california texas florida illinois springfield brooklyn germany france spain italy europe amazon google apple paypal visa
    mastercard samsung iphone android honda toyota ford gmail yahoo hotmail outlook icloud facebook mister misses miss doctor`,
});

/** Adjectives that hardly stand without what they are about. */
export const wantingAdjectives: ReadonlySet<string> = new Set(
  'allergic interested able unable aware eligible responsible supposed willing likely unlikely familiar used capable related based'.split(
    ' ',
  ),
);

/** Nouns of time: "in the morning" may be a whole answer where "in the case" is none. */
export const timeNouns: ReadonlySet<string> = new Set(
  'morning afternoon evening night noon midnight weekend day days week weeks month months year years hour hours minute minutes summer winter spring fall today tomorrow christmas lunch lunchtime dinner breakfast spring'.split(
    ' ',
  ),
);

/** Nouns and adjectives that close an utterance of their own when something is counted or asked for. */
export const streetWords: ReadonlySet<string> = new Set(
  'street road avenue lane drive court boulevard way place circle terrace parkway highway square trail crescent close st rd ave'.split(
    ' ',
  ),
);
