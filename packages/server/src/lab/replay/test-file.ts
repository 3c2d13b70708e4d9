import { isAbsolute } from 'node:path';
import type { LoggedEvent } from '@antiphon/events';
import type { RecordedCall } from './recorded-call.ts';

/** The text of a vitest file that holds a recorded call as it was. @param agent a module that starts an agent to try it with */
export function testFileOf(call: RecordedCall, name: string, agent: string | undefined): string {
  const { events } = call.replay();
  const caller = call.caller.map((step) => `  ${JSON.stringify(step)},`).join('\n');
  // A call whose sound came too late to be played again to the frame is only decided again.
  const isPlayedTheSame = call.whatIf().lines.every(({ how }) => how === 'same');
  const module = agent === undefined || isAbsolute(agent) || agent.startsWith('.') ? agent : `./${agent}`;
  return `import { readFileSync } from 'node:fs';
import { recordedCall${module === undefined ? '' : ', simulateCall'} } from '@antiphon/server/lab';
import { expect, it } from 'vitest';

/** Call ${call.id} of ${new Date(call.startedAt).toISOString()}. */
const call = recordedCall(readFileSync(new URL('./${name}.journal.jsonl', import.meta.url), 'utf8'));

const decided = ({ events }: { events: readonly { at: number; name: string }[] }) =>
  events.filter(({ name }) => /^(turn|bot\\.(speaking|finished|interrupted)|call)/.test(name)).map(({ at, name }) => \`\${at} \${name}\`);

it('is decided as it was', () => {
  expect(decided(call.replay())).toEqual([
${decidedLines(events)}
  ]);
});
${isPlayedTheSame ? PLAYED_AGAIN : ''}${module === undefined ? `\n/** The caller's part, for \`simulateCall({ agent, caller })\` with an agent of yours. */\nexport const caller = [\n${caller}\n] as const;\n` : withAgent(caller, module)}`;
}

const PLAYED_AGAIN = `
it('comes out the same when its world is played again', () => {
  expect(call.whatIf().lines.filter(({ how }) => how !== 'same')).toEqual([]);
});
`;

function decidedLines(events: readonly LoggedEvent[]): string {
  return events
    .filter(({ name }) => /^(turn|bot\.(speaking|finished|interrupted)|call)/.test(name))
    .map(({ at, name }) => `    '${at} ${name}',`)
    .join('\n');
}

const withAgent = (caller: string, module: string) => `
it('is a call that the agent answers', async () => {
  const simulated = await simulateCall({
    agent: () => import(${JSON.stringify(module)}),
    caller: [
${caller.replace(/^/gm, '    ')}
    ],
  });
  simulated.expectNoProblems();
  expect(simulated.transcript.length).toBeGreaterThan(0);
});
`;
