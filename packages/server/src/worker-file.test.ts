import { expect, it } from 'vitest';
import { workerFile } from './worker-file.ts';

it('starts in an installation below a folder named src, such as /usr/src/app', () => {
  const caller = 'file:///usr/src/app/node_modules/@antiphon/server/dist/store/sqlite/sqlite-database.js';
  expect(workerFile(caller, 'worker').pathname).toBe(
    '/usr/src/app/node_modules/@antiphon/server/dist/store/sqlite/worker.js',
  );
});

it('starts the built program when the source runs from TypeScript, below a folder named src too', () => {
  const caller = 'file:///home/me/src/antiphon/packages/server/src/store/sqlite/sqlite-database.ts';
  expect(workerFile(caller, 'worker').pathname).toBe(
    '/home/me/src/antiphon/packages/server/dist/store/sqlite/worker.js',
  );
});
