// Run by crash.test.ts from the built package: drives calls into a store as fast as it takes them, and says on stdout which
// kept event a reader was given, until it is killed.
const [, , dist, file] = process.argv;
const { openStore } = await import(`${dist}/store/store.js`);
const { systemClock } = await import(`${dist}/clock.js`);

const log = { warn: () => {}, error: (fields, message) => console.error(message, fields) };
const store = await openStore(file, { clock: systemClock, log });
let waiting = 0;
let wake = () => {};
store.tail((event, position) => {
  waiting -= 1;
  wake();
  process.stdout.write(`${position} ${event.callId} ${event.seq} ${event.data.word ?? ''}\n`);
});

const startedAt = systemClock.epochMs();
const seqs = new Map();
for (;;) {
  for (let n = 0; n < 5; n += 1) {
    const callId = `CA${process.pid}-${n}`;
    const seq = (seqs.get(callId) ?? 0) + 1;
    seqs.set(callId, seq);
    const envelope = {
      orgId: 'default',
      agentId: 'mara',
      callId,
      order: seq,
      seq,
      at: seq,
      ts: startedAt + seq,
      inSample: 0,
      outSample: 0,
    };
    if (seq === 1) {
      const record = {
        id: callId,
        orgId: 'default',
        agentId: 'mara',
        from: '',
        to: '',
        direction: 'inbound',
        transport: 'phone',
      };
      store.sink.begin({
        ...record,
        metadata: {},
        status: 'active',
        startedAt,
        endedAt: null,
        duration: null,
        reason: null,
        messages: [],
      });
    }
    store.sink.append({
      ...envelope,
      name: 'bot.word',
      data: { messageId: 'msg', word: `word${seq}`, wordIndex: seq - 1 },
    });
    waiting += 1;
  }
  // Ahead of the disk, but not without bound.
  while (waiting > 500) {
    await new Promise((resolve) => {
      wake = resolve;
    });
  }
}
