/**
 * Sentences put together from parts, to weigh the commonest shapes of requests, questions, complaints and answers evenly.
 * Parts are marked like the lines of development.txt.
 *
 * @param count how many sentences
 * @param seed a positive whole number; the same seed gives the same sentences
 */
export function makeSentences(count, seed) {
  const random = seeded(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const fill = (part) => {
    let text = part;
    for (let slot = /\{(\w+)\}/.exec(text); slot; slot = /\{(\w+)\}/.exec(text)) text = text.replace(slot[0], pick(parts[slot[1]]));
    return text;
  };
  const made = new Set();
  for (let tries = 0; made.size < count && tries < 20 * count; tries++) made.add(fill(pick(shapes)).replace(/\|+/g, '|').replace(/\s+/g, ' ').trim());
  return [...made];
}

const shapes = [
  ...Array(6).fill('{opener} {request}'),
  ...Array(3).fill('{opener} {request}| {when}'),
  ...Array(2).fill('{lead} {opener} {request}'),
  '{opener} {request}| because {clause}', '{opener} {request}| {polite}',
  ...Array(4).fill('{whquestion}'), ...Array(4).fill('{question}'), '{lead} {question}', '{question}| {when}',
  ...Array(5).fill('{clause}'), '{lead} {clause}', '{clause}| and {clause}', '{clause}| but {clause}', '{clause}| so {clause}',
  '{sub} {clause2} {clause}', '{sub} {clause2} {question}', '{clause}| {sub} {clause2}', '{clause}| and i {need}',
  '{relative} {predicate}', '{relative} {predicate}', '{ask} {embedded}', '{ask} {embedded}', '{ask} {embedded}',
  'i {need}', 'we {need}', '{imperative}', '{imperative}| {polite}', '{imperative}',
  '{np} {predicate}', '{np} {predicate}| {when}', 'my {detail} is {value}', 'it is {fragment}', "it's {fragment}", "it's {adjective}",
  ...Array(5).fill('{fragment}'), 'yes {fragment}', 'no {fragment}', '{yes} {elliptic}', '{elliptic}', '{yes} {clause}', 'the {adjective} one', 'um {fragment}', "that's {fragment}",
  "i'm {state}", "i was {state}| {when}", '{pro} {did} it| {when}', "there's {anp} {place}", 'is there {anp} {place}', 'do you have {anp}| {when}', 'can i get {anp}', "i'll take {anp}", "i'd like {anp}", 'i have {anp}| {place}',
];

const parts = {
  opener: ["i'd like to", 'i want to', 'i need to', 'can i', 'could i', 'can you', 'could you', 'would you', "i'm calling to", 'i was hoping to', 'is it possible to', 'how do i', 'how can i', 'i just need to', 'i would like to', "i'm trying to", 'i was wondering if i could', 'can you help me', 'may i', 'we want to', 'i was wondering if you could', 'i wanted to', 'would it be possible to', 'do i have to', 'you need to', "i'm not able to", "i can't", "i couldn't", "i don't want to", 'should i', "let's", 'let me', "i'd rather", "i'm going to"],
  request: ['cancel| my {thing}', 'change| my {thing}', 'check| on {np}', 'check the status of {np}', 'return| {np}', 'talk to {person}', 'speak with {person}| about {np}', 'book {anp}| for {date}', 'make {anp}', 'find out what {clause3}', 'find {np}', 'get {anp}', 'get {np} fixed', 'update {np}', 'pay| {np}', 'pay| with {anp}', 'move my {thing}| to {date}', 'add {anp}| to my {thing}', 'report {anp}', 'ask| about {np}', 'know {embedded}', 'send {np} back', 'send {np}| to {place2}', 'use {anp}| on {np}', 'pick up {np}', 'pick it up| {when}', 'log in| to {np}', 'sign up| for {anp}', 'set up {anp}', 'turn off {np}', 'turn it off', 'look it up', 'reschedule| {np}', 'switch| to {anp}', 'upgrade| to {anp}', 'see {np}', 'give you {np}', 'tell you {np}', 'bring {anp}', 'order {anp}', 'buy {anp}', 'leave| {anp}', 'have {np} delivered', 'have {anp}', 'transfer {np}| to {place2}', 'make sure {clause}', 'confirm {np}', 'do that', 'call| {person}', 'call back| {when}', 'wait| for {person}', 'take {np}| off {np}', 'remove {np}| from my {thing}', 'replace {np}', 'start| {anp}', 'stop| {np}', 'keep {np}', 'lower {np}', 'go| to {place2}', 'go with {anp}', 'come in| {when}', 'stay| until {date}', 'check out| {when}', 'complain| about {np}', 'apply| for {anp}', 'connect| to {np}', 'open {anp}| {when}', 'close {np}', 'renew {np}', 'verify {np}', 'reset {np}', 'track {np}', 'explain {np}', 'explain what {clause3}', 'send me {anp}', 'give me {anp}', 'show me {np}', 'tell me {embedded}', 'put me through| to {person}', 'let me know {embedded}'],
  thing: ['order', 'appointment', 'reservation', 'account', 'plan', 'subscription', 'address', 'booking', 'password', 'delivery', 'bill', 'membership', 'card', 'email address', 'phone number', 'credit card', 'delivery date', 'service'],
  np: ['my {thing}', 'the {adjective2} {noun}', 'my {adjective2} {noun}', 'the {noun}', 'this {noun}', 'your {noun}', 'the {noun}| {place}', 'my {noun}', 'the {noun} and the {noun}', 'my {modifier} {head}', 'the {modifier} {head}', 'one of the {nouns}'],
  anp: ['a {noun}', 'a new {noun}', 'another {noun}', 'a {adjective2} {noun}', 'some {nouns}', 'two {nouns}', 'three more {nouns}', 'a {modifier} {head}', 'a couple of {nouns}', 'a {noun} with a {noun}', 'any other {nouns}'],
  noun: ['package', 'phone', 'ticket', 'room', 'refund', 'jacket', 'laptop', 'printer', 'charge', 'receipt', 'appointment', 'table', 'invoice', 'driver', 'doctor', 'contract', 'charger', 'car', 'payment', 'statement', 'message', 'form', 'key', 'sofa', 'router', 'claim', 'window', 'menu', 'seat', 'bag', 'meter', 'technician', 'discount', 'flight', 'report', 'letter', 'salad', 'class'],
  nouns: ['packages', 'phones', 'tickets', 'rooms', 'boxes', 'chairs', 'shirts', 'towels', 'minutes', 'pills', 'seats', 'bags', 'keys', 'drinks', 'forms'],
  adjective: ['broken', 'late', 'wrong', 'ready', 'free', 'available', 'too small', 'too expensive', 'blue', 'cheaper', 'fine', 'really slow', 'empty', 'open', 'closed', 'cold', 'very loud', 'not right', 'covered', 'included', 'due', 'still wrong', 'not working', 'damaged', 'bigger', 'larger', 'not ready yet', 'out of stock', 'on time', 'on the way'],
  adjective2: ['new', 'old', 'red', 'other', 'same', 'wrong', 'larger', 'second', 'cheaper', 'next', 'missing', 'second hand', 'last', 'different', 'main', 'broken', 'two bedroom', 'small'],
  modifier: ['credit', 'tracking', 'gift', 'return', 'delivery', 'billing', 'order', 'phone', 'shipping', 'insurance', 'confirmation', 'security', 'service', 'account'],
  head: ['number', 'code', 'card', 'address', 'label', 'email', 'fee', 'department', 'information', 'policy'],
  person: ['a manager', 'someone', 'somebody| in billing', 'the driver', 'my wife', 'a person', 'your supervisor', 'doctor lee', 'the person| in charge', 'anna', 'technical support', 'a real person'],
  date: ['monday', 'tuesday| morning', 'next week', 'next friday', 'the fifth| of may', 'tomorrow', 'tonight', 'two people', 'saturday| at noon', 'the twenty first', 'three thirty', 'june tenth', 'the end of the month'],
  when: ['today', 'tomorrow', 'on monday', 'this morning', 'last week', 'for two weeks', 'at five', 'by friday', 'next week', 'yesterday', 'right now', 'in the morning', 'three days ago', 'since monday', 'on the fifteenth', 'this afternoon', 'before noon', 'after six', 'twice', 'again', 'already', 'on saturday night', 'for an hour', 'until friday', 'before the weekend', 'as soon as possible'],
  polite: ['please', 'thanks', 'thank you', 'if possible', 'if you can', 'for me'],
  lead: ['hi', 'hello', 'hi um', 'um', 'yeah', 'so', 'well', 'okay so', 'actually', 'yes', 'hey', 'yeah so', 'uh', 'hi there', 'no', 'good morning', 'okay', 'and', 'but', 'sorry'],
  place: ['in my account', 'at the store', 'on the website', 'near the airport', 'in my room', 'on my street', 'in the box', 'on your app', 'with my order', 'from last week', 'for two people', 'in blue', 'on my bill'],
  place2: ['my office', 'the store', 'a different address', 'another account', 'the other branch', 'my new address', 'the airport', 'sales', 'my wife'],
  clause: ["my {noun} hasn't arrived", "i didn't get {np}", 'i never received {anp}', 'i ordered {anp}| {when}', 'i was charged twice', 'i already paid', 'it stopped working', "it doesn't work", "i can't find {np}", 'i lost {np}', 'the {noun} is {adjective}', 'nobody called me back', "i've been waiting| for an hour", 'someone took {np}', 'they sent me {anp}', 'you charged me| for {anp}', 'i forgot {np}', 'i have {anp}', "i don't have {anp}", 'i bought {anp}| {place}', 'it says {np} is {adjective}', 'he told me it was {adjective}', 'she said {np} would be {adjective}', 'i think {np} is {adjective}', "i don't know {embedded}", "i don't think it's {adjective}", 'we waited| {when}', 'the {noun} never came', 'i called| {when}', 'i tried that| {when}', 'i moved| {when}', 'it broke| {when}', 'my {noun} died| {when}', 'it keeps crashing', 'i paid| with {anp}', 'i got {anp}', 'i need {anp}', 'i want {anp}', 'i sent it back| {when}', 'it came with {anp}', 'the {noun} was {adjective}', 'i was told {np} was {adjective}', 'i hope {np} is {adjective}', 'everything is {adjective}', 'nothing works', 'i saw {anp}| {place}', "i'm paying too much", 'it costs too much', "i haven't used it| {when}", "i wasn't home", 'i changed my mind', 'it fell apart', 'i made a mistake', 'the {noun} you sent me is {adjective}', 'i gave it to {person}', 'i told {person}| {when}', "i'm locked out", 'it turned off', 'the {noun} went up'],
  clause2: ['i order it today', 'i tried to log in', 'the {noun} is {adjective}', 'i pay now', 'you have {anp}', 'i called| {when}', 'it arrives', 'i change {np}', 'i open {np}', 'i moved', 'they sent {np}', 'i cancel', 'i turn it on', "i'm not home"],
  clause3: ['my balance is', 'this charge is for', 'happened', 'i owe', 'i need to do', 'you offer', 'it costs', 'the problem is', 'i should do', 'it means', 'time you close'],
  sub: ['if', 'when', 'because', 'since', 'after', 'before', 'once', 'even though', 'until', 'unless', 'while', 'so if', 'and when', 'every time'],
  need: ['need {anp}', 'want {anp}', 'need to {request}', 'have {anp}', 'want to {request}', "don't have {np}", "can't find {np}", 'still need {np}', 'just want {np}', 'only have {anp}', "don't see {np}", 'would like {anp}', 'really need {anp}'],
  relative: ['the {noun} i ordered', 'the {noun} you sent', 'the {noun} i bought| {when}', 'the person i spoke to', 'the one i want', 'the {noun} that came', 'the last {noun} i got', 'the {noun} i have', 'the guy who came', 'the reason i called', 'the thing i need', 'the {nouns} i got'].map((part) => part.replaceAll('|', '')),
  predicate: ['is {adjective}', "hasn't arrived", 'was {adjective}', "doesn't work", 'never came', 'has {anp}', 'is in {place2}', 'stopped working', "isn't here", 'came without {anp}', 'broke', 'costs too much', 'needs {anp}', "won't open", 'keeps making {anp}', 'should be {adjective}', 'has been {adjective}| {when}'],
  ask: ['can you tell me', 'do you know', 'i want to know', 'could you tell me', "i'm not sure", "i'd like to know", 'i need to know', 'i wanted to ask', 'could you check', 'i was wondering', 'let me know', 'can you explain', 'i have no idea', 'tell me'],
  embedded: ['when it will arrive', 'if it is {adjective}', 'where {np} is', 'how much it costs', 'what my balance is', 'why {np} is {adjective}', 'how to {request}', 'if you have {anp}', 'what this means', 'how long it takes', 'which one is {adjective}', 'whether i can {request}', 'what time you open', 'who to call', 'why i was charged', 'what happened', 'where to send it', 'how i can {request}', 'if i can {request}', 'when you close', 'what that is', 'what happened to {np}'],
  whquestion: ['what is {np}', "what's {np}", 'where is {np}', "where's {np}", 'when is {np} due', 'how much is {np}', 'how long does it take| to {request}', 'what time do you {open}', 'when do you {open}', 'why is {np} {adjective}', 'why was i charged| twice', 'who do i {contact}', 'how many {nouns} do you have', 'how many {nouns} can i have', 'what kind of {nouns} do you have', 'which {noun} is {adjective}', 'how do you {request}', 'when will {np} be {adjective}', 'where can i {request}', 'what do i do| with {np}', 'what happened| to {np}', 'who sent {np}', 'why did you cancel {np}', 'how far is {np}', 'what about {np}', 'how about {date}', 'what if {clause}', 'what does {np} cost', 'when can i {request}', 'how long will {np} take', 'what do you charge| for {anp}', "why isn't {np} {adjective}", "why can't i {request}", "why didn't you {request}", 'what are your hours', "what's included", 'who is it for', 'where did it come from', 'how often do i need to {request}', 'what do i need'],
  open: ['open', 'close', 'open| on sunday', 'start| serving lunch', 'close| today'],
  contact: ['talk to', 'call', 'ask', 'talk to| about {np}', 'contact| about {anp}'],
  question: ['is {np} {adjective}', 'are there any {nouns}| {place}', 'is there a way| to {request}', 'do you have {anp}', 'did you get {np}', 'does it come with {anp}', 'do i need {anp}', 'is it {adjective}', 'are you open| {when}', 'have you sent {np}', 'has {np} shipped', 'will {np} be {adjective}', 'can my {noun} be {adjective}', 'was it {adjective}', 'is {np} {adjective}| {when}', 'is that {adjective}', 'is this {adjective}', 'does that work', 'can i {request}', 'did {np} come', 'do you take {nouns}', 'do you deliver| to {place2}', 'would that be {adjective}', 'should i {request}', 'am i {adjective}', 'did i {request}', 'does {np} include {anp}', 'could it be {adjective}', "isn't it {adjective}", "don't you have {anp}", 'would {date} be {adjective}', 'do you know {embedded}'],
  imperative: ['cancel {np}', 'send me {anp}', 'give me {anp}', 'tell me {embedded}', 'call me| {when}', 'call me back', 'put it on {np}', 'change it| to {date}', 'remove {np}', 'connect me| to {person}', 'transfer me| to {person}', 'check {np}', 'ship it| to {place2}', 'leave it at {np}', 'forget it', 'fix it', 'book it| for {date}', 'add {anp}', 'take {np} off', 'turn it on', 'make it {adjective}', 'make it {number}', 'help me| {request}', 'let me {request}', 'show me {np}', 'get me {anp}', 'repeat that', 'try again', 'open {anp}', 'please {request}'],
  detail: ['name', 'last name', 'favorite color', 'room', 'problem', 'question', 'appointment', 'flight'].map((part) => part),
  value: ['anna', 'smith', '{adjective}', 'about {np}', '{date}'],
  fragment: ['{number}', '{date}', 'a {adjective2} one', 'the {adjective2} one', 'a {noun}', 'about {number} {nouns}', '{number} {nouns}', 'at {number} thirty', 'on {day}', 'on the {ordinal}', 'after {number}', 'before {number}', 'around {number}', 'in the {daypart}', 'for {number} {nouns}', 'a table for {number}', 'from {number} to {number}', 'between {number} and {number}', '{day}', '{day} {daypart}', '{month} {ordinal}', 'the {ordinal}', 'the {ordinal} of {month}', 'a large', 'a small', 'a dozen', 'to {place2}', 'from {place2}', 'my {noun}', 'in {month}', 'both of them', 'only one', 'just {number}', 'at noon', 'by {day}', 'next {day}', 'last {day}', 'every {day}', 'this {day}', '{number} {ampm}', 'about {np}', 'for my {noun}', 'for a {noun}', 'with {anp}', 'this one', 'that one', 'these', 'those', 'the {noun}| {place}', 'twenty {number}', '{number} hundred dollars', '{number} weeks ago', 'since {month}', 'until {day}', 'not {date}', 'any {nouns}', 'no {nouns}'].map((part) => part),
  number: ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', '4', '12', 'one'],
  ordinal: ['first', 'second', 'third', 'fifth', 'tenth', 'twelfth', 'twentieth', '15th'],
  day: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  daypart: ['morning', 'afternoon', 'evening'],
  ampm: ['am', 'pm', "o'clock"],
  month: ['january', 'march', 'june', 'august', 'october', 'december'],
  yes: ['yes', 'no', 'yeah', 'yep', 'sure', 'nope', 'okay', 'right'],
  elliptic: ['i do', 'i did', 'it is', "it isn't", "i didn't", "i don't", 'it was', 'i have', "i haven't", 'i can', "i can't", 'they did', "they didn't", 'that is', "that's right", "that's correct", "that's fine", 'i am', 'i will', 'we are', 'it does', "it doesn't", 'you can', 'you did', 'please do', 'i would', 'i think so', "i don't think so", "i'm sure", "that's it", 'it could be', 'it might be', "i'm not"],
  state: ['waiting| for {np}', 'looking| for {anp}', 'interested| in {anp}', 'having trouble| with {np}', 'at home', 'at the {noun}', 'driving', 'calling| about {np}', 'calling| from {place2}', 'charged| for {anp}', 'talking| to {person}', 'locked out', 'on the phone| with {person}', 'in a hurry', 'out of {nouns}', 'not sure| about {np}', 'not happy| with {np}', 'sorry', 'really upset| about {np}', 'trying to {request}', 'about to {request}', 'ready| to {request}', 'afraid of {nouns}', 'the owner', 'a member', 'a new customer', 'not the owner'],
  pro: ['i', 'we', 'they', 'he', 'she', 'you'],
  did: ['did', 'sent', 'paid for', 'returned', 'fixed', 'cancelled', 'broke', 'lost', 'bought', 'opened', 'got', 'returned', 'dropped'],
};

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
