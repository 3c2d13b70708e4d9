/** Verbs that make one meaning with a particle: "look up", "turn off". Bases only. */
const pairs: Readonly<Record<string, string>> = {
  turn: 'on off up down around',
  look: 'up around over',
  log: 'in on out off',
  sign: 'up in out off on',
  check: 'in out',
  pick: 'up out',
  hang: 'up on',
  hold: 'on off up',
  go: 'ahead out up down through off over back in away',
  come: 'in back up out down over through off on',
  send: 'back over in out',
  give: 'up back',
  call: 'back in',
  set: 'up',
  drop: 'off in',
  take: 'off back out down over away',
  open: 'up',
  speak: 'up',
  slow: 'down',
  shut: 'down off',
  break: 'down up in',
  show: 'up',
  put: 'through in on back up down',
  get: 'in out through back up on off over by',
  opt: 'out in',
  run: 'out',
  move: 'in out',
  fill: 'out in up',
  throw: 'away out',
  plug: 'in',
  wear: 'out',
  work: 'out',
  cut: 'off out',
  lock: 'out in up',
  back: 'up',
  pay: 'off back up',
  wake: 'up',
  write: 'down',
  settle: 'up',
  sort: 'out',
  find: 'out',
  hear: 'back',
  leave: 'out',
  start: 'over up',
  try: 'on out',
  fall: 'off apart through',
  stop: 'by over',
  bring: 'in back over',
  carry: 'on',
  read: 'back',
  sit: 'down',
  stay: 'over on',
  swap: 'out',
  switch: 'off on over',
  type: 'in',
  use: 'up',
  walk: 'in',
  blow: 'up',
  clear: 'up',
  close: 'down out',
  end: 'up',
  hook: 'up',
  keep: 'up on',
  line: 'up',
  pull: 'up over',
  ring: 'up',
  split: 'up',
  top: 'up',
  trade: 'in',
  warm: 'up',
  calm: 'down',
  cool: 'down',
  ship: 'out',
  book: 'in',
  be: 'over up off down in on out',
  freeze: 'up',
  die: 'down',
  eat: 'in',
  save: 'up',
  wrap: 'up',
  mix: 'up',
};

/** Of those, the ones that hardly stand without it: "can you look it …", "i can't log …". */
const needing: ReadonlySet<string> = new Set([
  'turn',
  'look',
  'log',
  'pick',
  'hang',
  'shut',
  'throw',
  'plug',
  'opt',
  'put',
  'set',
  'hook',
  'sort',
  'lock',
]);

const byBase = new Map(
  Object.entries(pairs).map(([base, particles]) => [base, new Set(particles.split(' '))] as const),
);

export function isPhrasal(base: string, particle: string): boolean {
  return byBase.get(base)?.has(particle) ?? false;
}

export function needsParticle(base: string): boolean {
  return needing.has(base);
}

const transitive: ReadonlySet<string> = new Set(
  'look set put fill write throw bring find take sort hook give send use'.split(' '),
);

/** Whether the pair needs no object: "it turned off", unlike "fill out". */
export function standsAlone(base: string, particle: string): boolean {
  return isPhrasal(base, particle) && !transitive.has(base);
}
