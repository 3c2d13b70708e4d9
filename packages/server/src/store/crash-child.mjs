// Run by crash.test.ts from the built package: drives calls into a store as fast as it takes them, and says on stdout which
// kept event a reader was given, until it is killed.
const [, , dist, file] = process.argv;
const { openStore } = await import(`${dist}/store/store.js`);
const { systemClock } = await import(`${dist}/clock.js`);

const log = { warn: () => {}, error: (fields, message) => console.error(message, fields) };
const store = await openStore(file, { clock: systemClock, log });
const waiting = { count: 0 };
store.tail((event, position) => {
  waiting.count -= 1;
  process.stdout.write(`${position} ${event.callId} ${event.seq} ${event.data.word ?? ''}\n`);
});

const startedAt = systemClock.epochMs();
const seqs = new Map();
for (let round = 0; ; round += 1) {
  for (let n = 0; n < 5; n += 1) {
    const callId = `CA${process.pid}-${n}`;
    const seq = (seqs.get(callId) ?? 0) + 1;
    seqs.set(callId, seq);
    const envelope = { orgId: 'default', agentId: 'mara', callId, order: seq, seq, at: seq, ts: startedAt + seq, inSample: 0, outSample: 0 };
    if (seq === 1) {
      const record = { id: callId, orgId: 'default', agentId: 'mara', from: '', to: '', direction: 'inbound', transport: 'phone' };
      store.sink.begin({ ...record, metadata: {}, status: 'active', startedAt, endedAt: null, duration: null, reason: null, messages: [] });
    }
    store.sink.append({ ...envelope, name: 'bot.word', data: { messageId: 'msg', word: `word${seq}`, wordIndex: seq - 1 } });
    waiting.count += 1;
  }
  // Ahead of the disk, but not without bound.
  do await new Promise((resolve) => setImmediate(resolve));
  while (waiting.count > 500);
}
