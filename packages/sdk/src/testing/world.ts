import { Antiphon, type AntiphonOptions } from '../client.ts';
import { FakeTransport, ManualClock } from '../connection/fake.ts';
import { FakeServer } from './fake-server.ts';

/** A server, a network and a client in one process, on a clock that moves when told to. */
export function createWorld(options: AntiphonOptions = {}) {
  const clock = new ManualClock();
  const server = new FakeServer({ now: () => clock.epochMs() });
  const transport = new FakeTransport(server);
  let ids = 0;
  const newId = (prefix: string) => {
    ids += 1;
    return `${prefix}_${ids}`;
  };
  const pc = new Antiphon({ apiKey: server.apiKey, ...options }, { transport, clock, random: () => 0, newId, env: {} });
  const errors: Error[] = [];
  pc.on('error', (error) => errors.push(error));
  const codes = () => errors.map((error) => (error as { code?: string }).code);
  /** The names of the commands that came, with what tells them apart. */
  const sent = (event?: string) => server.commands.filter((command) => event === undefined || command.event === event);
  return { clock, server, transport, pc, errors, codes, sent };
}
