import type { LoggedEvent } from '@antiphon/events';
import { createEngines } from '../../engines/engines.ts';
import { InMemoryLine } from '../in-memory-line.ts';
import { createLabServer, LAB_KEY, LAB_ORG } from '../server-in-lab.ts';
import { VirtualClock } from '../virtual-clock.ts';

const CALL_ID = 'CA00000000000000000000000000000008';
/** What the agent answers before it dies. */
export const ANSWER = 'Your table for four people is booked for seven thirty this evening under your name';

/**
 * One call whose agent is on a socket, frame by frame. The socket dies at 4000 ms, in the middle of an answer.
 *
 * @param returnsAt when the agent registers again, ms, knowing what it saw last; absent: never
 */
export function playAgentThatDies(returnsAt: number | undefined) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const events: LoggedEvent[] = [];
  const server = createLabServer({
    clock,
    engines: createEngines({ env: {}, lab: true, strict: true }),
    isScripted: true,
    event: (event) => events.push(event),
    ended() {},
  });
  const config = {
    stt: { provider: 'scripted', texts: ['book it for four', 'thank you'], speech_ms: [1200, 600], delay_ms: 50 },
    voice: { provider: 'scripted', ms_per_word: 300 },
    turn_detection: { engine: 'silence' },
  };
  type Frame = { event: string; seq?: number; message_id?: string; text?: string };
  const told: { before: Frame[]; after: Frame[] } = { before: [], after: [] };
  const connect = (frames: Frame[], resume: Record<string, number> | undefined) => {
    const session = server.accept({
      send(text) {
        const frame: Frame = JSON.parse(text);
        frames.push(frame);
        if (frame.event === 'turn.end') clock.wakeAt(clock.now(), () => reply(frame));
      },
      ping() {},
      close() {},
    });
    const send = (frame: object) => session.receive(JSON.stringify(frame));
    const reply = ({ message_id, text }: Frame) =>
      send({
        event: 'bot.reply',
        call_id: CALL_ID,
        message_id: `msg_${text?.length}`,
        text: text === 'thank you' ? 'You are welcome.' : ANSWER,
        in_reply_to: message_id,
      });
    send({ event: 'connect', api_key: LAB_KEY });
    send({ event: 'agent.create', agent_id: 'mara', ...config, ...(resume && { resume }) });
    return session;
  };
  const session = connect(told.before, undefined);
  const info = {
    callId: CALL_ID,
    orgId: LAB_ORG,
    agentId: 'mara',
    from: '+15550000001',
    to: '+15550000002',
    direction: 'inbound',
    transport: 'phone',
    codec: 'mulaw',
    sampleRateHz: 8000,
    metadata: {},
  } as const;
  const line = new InMemoryLine(info, clock);
  line.events = server.calls.begin(line);
  const call = server.call(CALL_ID);
  for (const [from, to] of [
    [1000, 2200],
    [7600, 8200],
  ] as const) {
    clock.wakeAt(from + 60, () => call?.speechStarted(from, 1));
    clock.wakeAt(to + 200, () => call?.speechEnded(to));
  }
  clock.wakeAt(4000, () => session.closed());
  const lastSeq = () => Math.max(0, ...told.before.map(({ seq = 0 }) => seq));
  if (returnsAt !== undefined) {
    clock.wakeAt(returnsAt, () => connect(told.after, { [CALL_ID]: lastSeq() }));
    clock.wakeAt(12_000, () => line.events?.closed('hangup'));
  }
  while (clock.runNext(40_000));
  return { events, told, lastSeq: lastSeq() };
}
