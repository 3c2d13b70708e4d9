import { listed, words } from './word-list.ts';

/**
 * What a verb still wants once it is said.
 * - `object`: a noun ("i need …"); `gift`: a noun even after its receiver ("send me …"); `content`: a clause or an infinitive
 *   ("i think …"); `action`: a bare verb after its object ("let me …"); `quality`: an adjective ("it looks …")
 * - `either`: mostly takes an object, may stand alone; `optional`: stands alone as well as not; `nothing`: stands alone
 */
export type Valency = 'object' | 'gift' | 'content' | 'action' | 'quality' | 'either' | 'optional' | 'nothing';
export type VerbForm = 'base' | 'present' | 'past' | 'gerund' | 'participle';

export interface VerbReading {
  base: string;
  valency: Valency;
  form: VerbForm;
}

const valencies = listed<Valency>({
  object: `need want use put lose receive update add remove find fix include contain provide replace resolve keep hold
    recommend mention require prefer like love hate appreciate enjoy discuss verify confirm review access create
    submit attach enter select choose dispute report request purchase file set own carry cover process handle reach make take
    apply arrange avoid block bring buy build cause claim collect consider correct cost dial describe damage disable enable
    exchange expect earn extend fill get have hit install insure issue join lend let link lower match meet miss offer owe own
    pick place postpone print produce reduce refund refuse reject release rent repair reserve reset restore return sell share
    solve spend steal support switch taste test throw track turn unlock use wear activate deactivate redeem raise waive
    transfer charge bill contact catch cut drop email text mail feed give hear hurt notify overcharge prescribe purchase
    accept allow authorize approve decline deny download upload delete forward schedule take treat ignore identify inspect
    tell understandably want double merge recognize damage scratch steal wash water supply arrange quote bill claim attach scan borrow lend serve protect split swap locate order request pull push bring`,
  gift: 'send give show lend offer tell bring sell',
  content: `want need try think say guess suppose believe assume wonder hope wish plan mean realize figure seem appear tend
    intend decide manage promise insist suggest explain ask tell notice imagine bet prefer expect pretend`,
  action: 'let',
  quality: 'look sound feel become smell',
  either: `call pay order help check change return cancel book move leave start stop open close ship deliver eat drink drive
    park read write speak talk listen understand agree know see remember forget visit travel sign log finish win answer ask
    begin break burn clean cook connect continue cross disconnect end enroll enter explain exit fail fly follow hang hear hurry
    increase decrease land learn load lock match proceed play quit reboot refill register renew reply reschedule respond
    restart resend ring run save search settle shop show shut sit smoke speed stay subscribe unsubscribe sync teach text try
    turn upgrade downgrade wake walk wash watch withdraw deposit work worry repeat reconnect transfer switch pick fit hurt
    rent park stand swipe scan type click press tap sell smell taste charge freeze apply bother cost last complain invest
    negotiate order purchase troubleshoot unsubscribe  recharge exchange reserve merge swap board fax pass`,
  nothing: `arrive come go happen sleep wait die expire exist fall appear disappear crash freeze leak live matter occur
    apologize rain snow remain sit stand cry bleed cough faint vomit vary drip overheat rise lag glitch stutter blink flicker
    bark flash beep buzz crackle spark graduate retire belong depend refer deal consist hesitate cooperate`,
});

/** Verbs that are more of one kind than the lists, read in order, would have it. */
const overrides = listed<Valency>({
  content:
    'try think say guess suppose believe assume wonder hope wish plan mean realize seem tend intend manage suggest expect tell decide',
  gift: 'send give show lend offer',
  action: 'let',
  quality: 'look sound feel become',
  either: `charge exchange transfer refund rent reserve schedule purchase bill ask explain notice check taste smell slow calm hook
    sort blow top plug opt wrap trade mind`,
  object: 'prefer like want need',
  nothing: 'freeze appear agree hurry talk speak wait go stay',
  optional: `cancel pay call help move leave stop start return drive eat drink work speak talk listen understand remember forget
    travel log finish win answer begin break cook connect continue disconnect end enroll exit fail fly hang land learn load
    play quit reboot register renew reply reschedule respond restart ring run settle shop shut sit smoke stay subscribe
    unsubscribe sync upgrade downgrade wake walk park withdraw join complain pass fit hurt order close board swear wait
    cough improve retry resubmit switch swap apply refill help lie stand unlock reconnect hold worry last negotiate`,
});

/** base: past, participle where it differs. */
const irregular = `be:was,been go:went,gone come:came,come get:got,gotten give:gave,given take:took,taken make:made send:sent
  buy:bought bring:brought pay:paid say:said tell:told think:thought find:found leave:left lose:lost keep:kept hold:held
  meet:met sell:sold spend:spent stand:stood understand:understood win:won break:broke,broken choose:chose,chosen
  drive:drove,driven eat:ate,eaten fall:fell,fallen fly:flew,flown forget:forgot,forgotten freeze:froze,frozen know:knew,known
  ring:rang,rung see:saw,seen speak:spoke,spoken steal:stole,stolen throw:threw,thrown wake:woke,woken wear:wore,worn
  write:wrote,written run:ran,run begin:began,begun drink:drank,drunk put:put set:set let:let cut:cut cost:cost hit:hit
  hurt:hurt quit:quit shut:shut split:split read:read feel:felt hear:heard mean:meant sit:sat sleep:slept teach:taught
  catch:caught build:built lend:lent feed:fed hang:hung become:became,become withdraw:withdrew,withdrawn
  stick:stuck rise:rose,risen overheat:overheated reset:reset resend:resent rebook:rebooked swear:swore`;

const doubling = new Set(
  words(
    'cancel stop ship drop log plan shop chat tap swap plug opt wrap scan refer prefer occur drip lag skip get put set let cut hit run sit win begin forget quit shut split reset',
  ),
);

const readings = new Map<string, VerbReading>();
for (const base of new Set([...valencies.keys(), ...overrides.keys()])) {
  const valency = overrides.get(base) ?? valencies.get(base) ?? 'either';
  const read = (word: string, form: VerbForm) => {
    if (!readings.has(word)) readings.set(word, { base, valency, form });
  };
  const stem = base.endsWith('e') ? base.slice(0, -1) : doubling.has(base) ? base + base.at(-1) : base;
  const ending = /(?:s|x|z|ch|sh|o)$/.test(base)
    ? `${base}es`
    : /[^aeiou]y$/.test(base)
      ? `${base.slice(0, -1)}ies`
      : `${base}s`;
  read(base, 'base');
  read(ending, 'present');
  read(`${base === 'die' ? 'dy' : stem}ing`, 'gerund');
  if (base === 'cancel')
    for (const [word, form] of [
      ['canceling', 'gerund'],
      ['canceled', 'past'],
    ] as const)
      read(word, form);
  const own = new RegExp(`(?:^|\\s)${base}:([a-z]+)(?:,([a-z]+))?`).exec(irregular);
  if (own) {
    read(own[1] ?? base, 'past');
    if (own[2] !== undefined) read(own[2], 'participle');
  } else {
    read(/[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${stem}ed`, 'past');
  }
}

/** Every form of every verb of the lists. */
export const verbReadings: ReadonlyMap<string, VerbReading> = readings;

/** Forms that are far more often a noun or an adjective than a verb, unless a subject or "to" stands before them. */
export const mostlyNouns: ReadonlySet<string> = new Set(
  words(`order bill charge refund return call email text mail claim deposit transfer exchange park file link test cost
  issue report request place account charges orders bills calls refunds returns emails claims links texts tests costs reports
  requests files deposits transfers purchase purchases answer cover display play show support visit walk watch schedule
  booking bookings building meeting meetings shipping billing parking housing setting settings landing beginning training
  listing wedding painting ticketing handling pricing mailing tracking roaming banking cooking hearing
  process ring share help change changes offer offers fax drink drinks match work works end start stop stay stand sale
  cause contact contacts damage treat treats board pass passes track click load release rent repair repairs reset review reviews
  search smell taste type types update updates upgrade upgrades use set sets turn land fly smoke plan plans`),
);
