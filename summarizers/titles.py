"""Word lists that tell who somebody is: titles, roles, given names, and nouns for bodies, groups and documents.

Lower case throughout, without full stops. They were written by hand from general knowledge of newspaper English.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_TITLES = _words("mr sir lord king prince sheikh brother father imam rabbi monsieur herr señor")
FEMALE_TITLES = _words("mrs ms miss lady queen princess dame sister madam madame frau señora")
COURTESIES = MALE_TITLES | FEMALE_TITLES | _words("dr prof rev hon")
"""Titles that say nothing about what somebody does."""
HONORIFICS = (
    MALE_TITLES
    | FEMALE_TITLES
    | _words(
        """
    dr prof sen sens rep reps del dels gov govs gen lt col sgt capt maj adm cmdr cpl pvt pres rev hon st judge justice
    president vice senator congressman congresswoman representative governor mayor general colonel captain major
    lieutenant sergeant admiral commander corporal officer detective professor doctor reverend pope bishop
    archbishop cardinal pastor ambassador secretary minister chancellor premier chairman chairwoman chief attorney
    deputy speaker councilman councilwoman councillor councilor alderman commissioner sheriff treasurer coroner
    inspector constable superintendent magistrate harbourmaster headmaster headmistress warden vicar canon
    """
    )
)

MALE_NOUNS = _words(
    """
    man boy guy gentleman father dad son brother husband uncle grandfather nephew spokesman businessman
    congressman chairman councilman alderman policeman fireman cameraman actor waiter salesman king prince lord
    boyfriend widower anchorman assemblyman statesman ex-husband stepfather stepson grandson groom bishop priest
    fisherman postman gunman doorman batsman schoolboy godfather godson
    """
)
FEMALE_NOUNS = _words(
    """
    woman girl lady mother mom daughter sister wife aunt grandmother niece spokeswoman businesswoman congresswoman
    chairwoman councilwoman policewoman actress waitress saleswoman queen princess girlfriend widow anchorwoman
    assemblywoman ex-wife stepmother stepdaughter granddaughter bride nun heiress hostess
    landlady schoolgirl ballerina seamstress godmother goddaughter
    """
)

ROLES = (
    HONORIFICS
    | MALE_NOUNS
    | FEMALE_NOUNS
    | _words(
        """
    nominee candidate contender challenger incumbent opponent rival frontrunner lawmaker legislator politician
    leader ruler dictator monarch statesperson spokesperson chairperson chair director executive manager head boss
    founder co-founder owner ceo cfo president-elect adviser advisor aide strategist consultant pollster operative
    surrogate supporter critic ally donor delegate voter moderator host anchor commentator columnist correspondent
    reporter journalist editor author writer novelist poet blogger pundit analyst expert economist scientist
    scholar researcher historian sociologist psychologist physician surgeon psychiatrist nurse teacher student
    principal dean fellow academic lecturer instructor physicist biologist chemist engineer lawyer prosecutor
    counsel solicitor defendant plaintiff juror witness suspect victim investigator inspector agent soldier
    veteran marine pilot worker employee farmer driver banker investor entrepreneur tycoon billionaire millionaire
    mogul developer activist advocate organizer campaigner protester demonstrator volunteer resident citizen
    neighbor parent child teenager kid person individual friend colleague partner spouse relative cousin guest
    visitor patient customer client tenant singer musician rapper actor comedian director filmmaker producer
    artist star celebrity athlete player coach quarterback mom dad rep official diplomat envoy representative
    member senator source insider figure winner elder counterpart democrat republican troop ally fighter insider
    whistleblower participant
    respondent attendee reader viewer user staffer
    undersecretary treasurer administrator superintendent coordinator planner negotiator mediator clerk cleric cop
    bartender baker butcher cook chef designer architect curator librarian evangelist preacher minister-president
    taoiseach emir sultan emperor tsar czar shah ayatollah contributor speaker specialist observer professional
    practitioner therapist counselor survivor model magnate native heir firebrand maverick
    newcomer hopeful standard-bearer
    surveyor auditor accountant trustee regulator broker trader merchant ombudsman consul interpreter translator
    archaeologist anthropologist philosopher theologian mathematician statistician demographer
    meteorologist geologist astronomer astronaut ecologist botanist zoologist epidemiologist virologist
    dentist veterinarian midwife paramedic firefighter mechanic
    electrician plumber jeweller bookseller shopkeeper caretaker
    drummer guitarist bassist pianist violinist conductor composer dancer sculptor photographer
    collector auctioneer playwright screenwriter biographer essayist goalkeeper striker referee jockey
    defender winger pitcher bowler umpire
    neighbour organiser counsellor labourer landlord housemate flatmate roommate teammate classmate workmate
    predecessor successor understudy nanny babysitter carer caregiver guardian sibling orphan pensioner retiree
    shopper commuter passenger motorist cyclist pedestrian tourist traveller traveler pilgrim migrant refugee
    immigrant settler villager islander shepherd rancher grower beekeeper forester gardener hunter miner docker
    stevedore carpenter builder bricklayer welder roofer tailor hairdresser barber florist grocer fishmonger brewer
    winemaker restaurateur hotelier publican barista cleaner janitor receptionist bookkeeper cashier courier trucker
    bystander onlooker passer-by passerby eyewitness rescuer lifeguard climber mountaineer skier racer sprinter
    swimmer rower sailor skipper footballer midfielder cricketer golfer boxer wrestler gymnast skater physiotherapist
    pharmacist optician radiologist paediatrician pediatrician oncologist cardiologist neurologist obstetrician
    pathologist toxicologist oceanographer climatologist seismologist geographer linguist criminologist barrister
    notary bailiff prisoner inmate convict detainee hostage captor kidnapper burglar robber smuggler trafficker
    hacker fraudster killer murderer attacker assailant bomber militant rebel insurgent mercenary bodyguard
    paratrooper medic conscript reservist cadet deserter defector dissident spy ringleader accomplice programmer
    technician inventor illustrator cartoonist publicist promoter archivist cellist choreographer presenter
    newsreader podcaster headteacher schoolteacher pupil undergraduate tutor provost rector unionist marcher
    petitioner complainant claimant accuser applicant taxpayer homeowner householder lodger
    """
    )
)

AUDIENCE = _words(
    """
    voter reader viewer user citizen resident worker employee person individual student supporter child kid participant
    respondent attendee customer client patient member expert observer analyst source insider official troop fighter
    neighbour neighbor villager islander passenger commuter shopper pensioner tourist migrant refugee prisoner inmate
    pupil taxpayer homeowner docker miner onlooker bystander eyewitness
    """
)
"""Roles that many have, which alone do not point back to somebody."""

BODILY_ROLES = _words(
    "owner operator producer publisher developer organizer sponsor maker manufacturer builder contractor employer"
    " landlord partner rival supplier donor investor"
)
"""Roles that organisations have as well as persons."""

PAIRED = _words("candidate nominee contender rival man woman leader opponent running-mate pair couple duo")
"""Roles of those who are named together."""

PASSING = PAIRED | _words(
    "hopeful frontrunner standard-bearer opponent challenger incumbent winner star figure newcomer"
)
"""Roles that somebody has beside a calling."""

SYNONYMS = (
    frozenset({"judge", "justice", "jurist"}),
    frozenset({"lawyer", "attorney", "counsel"}),
    frozenset({"doctor", "dr", "physician", "surgeon"}),
    frozenset({"congressman", "congresswoman", "representative", "rep", "lawmaker", "legislator"}),
    frozenset({"senator", "sen", "lawmaker", "legislator"}),
    frozenset({"governor", "gov"}),
    frozenset({"general", "gen"}),
    frozenset({"professor", "prof"}),
    frozenset({"candidate", "nominee", "contender"}),
    frozenset(
        {"businessman", "businesswoman", "entrepreneur", "mogul", "tycoon", "billionaire", "developer", "magnate"}
    ),
    frozenset({"spokesman", "spokeswoman", "spokesperson"}),
    frozenset({"chairman", "chairwoman", "chair", "chairperson"}),
    frozenset({"reporter", "journalist", "correspondent", "anchor"}),
    frozenset({"writer", "author", "columnist"}),
    frozenset({"director", "filmmaker"}),
    frozenset({"leader", "president", "minister", "chancellor", "premier"}),
    frozenset({"republican", "gop"}),
    frozenset({"panel", "committee"}),
    frozenset({"campaign", "team", "camp"}),
    frozenset({"newspaper", "paper", "daily", "times", "post", "journal", "tribune", "herald", "gazette"}),
    frozenset({"poll", "survey", "study", "report"}),
    frozenset({"article", "piece", "story", "feature", "column", "report", "op-ed"}),
    frozenset({"film", "documentary", "movie"}),
    frozenset({"book", "memoir", "autobiography", "biography", "account"}),
    frozenset({"ad", "advertisement", "commercial", "spot", "video"}),
    frozenset({"letter", "memo", "email"}),
)
"""Words that can stand for one another when an article refers back to somebody."""

BODIES = _words(
    """
    today agency alliance assembly association authority bank board broadcaster bureau campaign center centre
    camp chamber church club
    coalition college commission committee company conference congress corporation council court department
    embassy firm federation force foundation fund government administration group institute institution
    legislature magazine ministry movement museum network newspaper office organisation organization outlet paper
    parliament party police publication publisher senate house school service society station team trust union
    university
    website site military army navy daily weekly kremlin pac panel think-tank nonprofit charity regime cabinet
    startup hospital opposition state city country nation times post journal tribune herald gazette news inc corp llc co
    league alliance bbc airline automaker brewery carmaker insurer retailer supermarket watchdog
    """
)
"""Head nouns of organisations, both in names ("Foundation") and in reference to them ("the company")."""

KINDS_OF_BODIES = (
    _words(
        """
        group organisation organization nonprofit charity foundation fund institute institution center centre think-tank
        association coalition alliance league club trust society federation movement pac union
        """
    ),
    _words(
        "newspaper paper publication outlet website site daily weekly times post journal"
        " tribune herald gazette today news"
    ),
    _words("agency organization"),
    _words("magazine publication outlet website site times today"),
    _words("network broadcaster station outlet news website site bbc today"),
    _words("company firm corporation group inc corp co llc bank startup publisher institution"),
    _words(
        "government administration department agency ministry office bureau authority embassy cabinet regime kremlin"
    ),
    _words("senate house congress parliament legislature assembly chamber body"),
    _words("committee commission council board panel group body organization"),
    _words("university college school institution hospital museum church"),
    _words("police department force agency army navy military government"),
    _words("party campaign team camp group organization committee"),
)
"""Nouns of bodies that can be said of one and the same; a name that ends in one of them tells of which kind it is."""

NAMING_BODIES = _words(
    """
    campaign administration government ministry military army police parliament embassy legislature
    """
)
"""Lower-case nouns that make a name of an organisation together with the name before them ("Lee campaign")."""

BODY_ENDINGS = BODIES | _words(
    """
    line lines airlines airways railway railways shipping motors holdings partners systems technologies industries
    energy capital media press records studios pictures entertainment pharmaceuticals insurance logistics steel
    telecom communications laboratories foods brands hotels resorts works looms clinic laboratory orchestra academy
    tribunal syndicate guild brigade workshop cooperative watch action project initiative review examiner observer globe
    star mail telegraph guardian mirror register sentinel courier ledger mercury dispatch inquirer monitor chronicle
    rovers united wanderers athletic albion hotspur homes farms stores breweries airport shipyards corps
    """
)
"""Words in which the names of organisations end, but which alone do not refer to one."""

DOCUMENTS = _words(
    """
    leaflet flyer pamphlet brochure poster newsletter
    account ad advertisement affidavit analysis announcement article audit autobiography average bill biography
    book brief briefing broadcast column commercial complaint data document documentary editorial email essay
    estimate feature filing film findings headline interview investigation lawsuit letter manifesto memo memoir
    message motion movie note op-ed opinion order paper petition piece plan platform play poll post presentation
    press program proposal publication record release remark report research review ruling show slide speech
    spot statement story study submission suit survey tally testimony text transcript tweet verdict video
    website word
    """
)
"""Nouns of what speaks for its author or issuer."""

CROWDS = _words("people folks police men women children public crowd family couple")
"""Nouns without a plural ending for several people."""

PARTIES = {
    "republicans": "Republicans", "gop": "Republicans", "g.o.p": "Republicans",
    "democrats": "Democrats",
}  # fmt: skip
"""Forms by which a party's people are named, with the one to show."""

STATEMENTS = _words(
    """
    statement ruling decision verdict order opinion filing brief complaint lawsuit suit petition letter memo
    release announcement speech remark testimony comment tweet email resolution
    """
)
"""Documents that, where nothing else tells whose they are, are those of whoever spoke last."""

PUBLISHING = _words(
    """
    publish release issue write post run air launch conduct file send submit unveil pen author produce direct deliver
    make present print broadcast tweet commission have
    """
)
"""Verbs whose subject a document is of that is their object."""

RECEIVING = _words("see obtain review read view receive leak acquire examine hear get show give share cite quote")
"""Verbs whose agent a document is not of ("a letter seen by the Gazette")."""

STATES = _words(
    """
    ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa ri sc
    tenn tex va vt wash wis wva wyo nh nj nm ny nc nd dc
    """
)
"""Abbreviations of American states as newspapers write them."""

QUANTIFIERS = _words("many some most several few more fewer certain other numerous various countless dozens hundreds")

NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})

MALE_NAMES = _words(
    """
    aaron abdul abraham adam adrian ahmed alan albert alec alex alexander alexei ali alfred allen andre andrei
    andrew andy angelo anthony antonio antony ari arnold arthur austin barack barry bashar ben benjamin bernard
    bernie bill billy bob bobby boris brad bradley brandon brent brett brian bruce bryan byron calvin carl carlos
    cesar chad charles charlie chris christian christopher chuck clarence clark claude clint colin corey craig
    curtis dale dan daniel danny darren darryl dave david dean dennis derek dick diego dmitry dominic don donald
    doug douglas dwight earl ed eddie edgar eduardo edward edwin elijah eli emmanuel enrique eric erik ernest
    eugene evan felix fernando floyd francis francisco frank franklin fred frederick gabriel gary gavin gene
    geoffrey george gerald gilbert glenn gordon graham greg gregory guy hank harold harry harvey hassan hector
    henry herbert herman howard hugh hugo ian ibrahim igor isaac ivan jack jacob jake jamal james jared jason
    javier jay jeb jeff jeffrey jeremy jerome jerry jesse jesus jim jimmy joe joel john johnny jon jonathan jorge
    jose joseph josh joshua juan julian julio justin karl keith ken kenneth kevin khalid kurt kyle lance larry
    lawrence lee leo leon leonard leroy lewis liam lindsey lloyd louis lucas luis luke malcolm marc marco marcus
    mario mark marshall martin marvin mathew matt matthew maurice max mehmet melvin michael miguel mike mikhail
    milton mitch mitchell mitt mohamed mohammed muhammad nathan ned neil newt nicholas nick nicolas nigel noah
    norman oleg oliver omar oscar otto owen pablo patrick paul pedro pete peter phil philip phillip pierre rafael
    ralph ramon rand randy raul ray raymond reginald rex ricardo richard rick ricky rob robert roberto rodney
    rodrigo roger roland ron ronald ronnie roy rudolph rudy russell ryan sam samuel saul scott sean sebastian
    sergei sergey seth shane shaun sidney simon stan stanley stephen steve steven stuart ted terrence terry
    theodore thomas tim timothy tobias todd tom tommy tony travis trevor troy tyler vernon victor vincent vladimir
    volodymyr wallace walter warren wayne wesley will willard william willie xavier xi yuri zachary
    """
)
FEMALE_NAMES = _words(
    """
    abigail adele agnes aisha alexandra alexis alice alicia alison allison alyssa amanda amber amelia amy ana
    andrea angela angelina anita ann anna anne annette annie april ariana ashley audrey ava barbara beatrice
    bernadette beth betty beverly bonnie brenda bridget brittany camille carla carly carmen carol carole caroline
    carolyn cassandra catherine cathy cecilia celia charlotte chelsea cheryl christina christine cindy claire
    clara claudia colleen connie courtney crystal cynthia daisy dana danielle dawn deborah debbie debra denise
    diana diane dolores donna dora doris dorothy edith eileen elaine eleanor elena elise elizabeth ella ellen
    eloise emily emma erica erin esther eva evelyn fatima faye fiona florence frances gabrielle gail geraldine
    gertrude gina glenda gloria grace gwen hannah harriet heather heidi helen hillary holly hope ida ingrid irene
    iris isabel isabella ivana ivanka jackie jacqueline jane janet janice jasmine jean jeanne jen jenna jennifer
    jenny jessica jill jo joan joanna joanne josephine joy joyce juanita judith judy julia julie june kamala karen
    karla karoline kate katharine katherine kathleen kathryn kathy katie katrina kayla kellyanne kelly kerry kim
    kimberly kirsten kirstjen kristen kristin krystal laura lauren leah leila lena leslie liliana lillian linda
    lisa liz lois loretta lori lorraine louise lucille lucy lydia lynn mabel madeleine madison maggie malala
    marcia margaret maria marian marianne marie marilyn marion marjorie marlene marsha martha mary maureen megan
    megyn melania melanie melinda melissa mercedes meredith mia michele michelle mildred mindy miranda miriam
    molly monica muriel myra nadia nancy naomi natalie natasha nicole nikki nina nora norma olga olivia pamela pat
    patricia patti paula pauline peggy penny phyllis priscilla rachel ramona rebecca regina renee rhonda rita
    roberta robin rosa rose rosemary roxanne ruby ruth sabrina sally samantha sandra sara sarah savannah shannon
    sharon sheila shelly sherry shirley silvia sofia sonia sonya sophia sophie stacey stacy stella stephanie sue
    susan suzanne svetlana sylvia tamara tammy tanya tara tatiana teresa thelma theresa tiffany tina tracy valerie
    vanessa vera veronica vicki victoria viola violet virginia vivian wanda wendy whitney wilma yolanda yvonne zoe
    zoya
    """
)

NICKNAMES = {
    "bill": "william", "bob": "robert", "dick": "richard", "rick": "richard", "jim": "james", "joe": "joseph",
    "mike": "michael", "tom": "thomas", "tim": "timothy", "ted": "edward", "ed": "edward", "dan": "daniel",
    "dave": "david", "don": "donald", "steve": "steven", "chris": "christopher", "ben": "benjamin",
    "ken": "kenneth", "larry": "lawrence", "jeff": "jeffrey", "greg": "gregory", "matt": "matthew",
    "tony": "anthony", "andy": "andrew", "bernie": "bernard", "chuck": "charles", "charlie": "charles",
    "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine", "kathy": "katherine", "sue": "susan",
    "jen": "jennifer", "pat": "patricia", "peggy": "margaret", "maggie": "margaret", "sam": "samuel",
    "alex": "alexander", "nick": "nicholas", "ron": "ronald", "ray": "raymond", "jack": "john", "hank": "henry",
}  # fmt: skip
"""Short given names with a long form that they usually stand for."""
