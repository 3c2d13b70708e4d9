import { expect, it } from 'vitest';
import { missingPrerequisites } from './prerequisites.mjs';

const complete = {
  node: 'v20.19.0',
  cargo: 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)',
  cc: 'cc (Debian 12.2.0-14) 12.2.0',
  cxx: 'c++ (Debian 12.2.0-14) 12.2.0',
  make: 'GNU Make 4.3',
  cmake: 'cmake version 3.25.1',
  platform: 'linux',
};

it('has nothing to say to a machine that has everything', () => {
  expect(missingPrerequisites(complete)).toEqual([]);
});

it('names an old Node and where to get a newer one', () => {
  const [problem] = missingPrerequisites({ ...complete, node: 'v20.18.3' });
  expect(problem).toMatch(/Node\.js 20\.19 or newer is needed; this is v20\.18\.3\..*nodejs\.org/);
  expect(missingPrerequisites({ ...complete, node: 'v18.20.8' })).toHaveLength(1);
  expect(missingPrerequisites({ ...complete, node: 'v24.0.0' })).toEqual([]);
});

it('says where Rust comes from when it is absent, what to do when it is empty or old', () => {
  expect(missingPrerequisites({ ...complete, cargo: null })[0]).toContain('https://rustup.rs');
  expect(missingPrerequisites({ ...complete, cargo: '' })[0]).toContain('rustup default stable');
  expect(missingPrerequisites({ ...complete, cargo: 'cargo 1.63.0' })[0]).toContain('rustup update stable');
});

it('names every missing build tool in one sentence, with the command of the platform', () => {
  const bare = { ...complete, cc: null, cxx: null, make: null, cmake: null };
  expect(missingPrerequisites(bare)).toEqual([
    expect.stringMatching(
      /a C compiler \(cc\), a C\+\+ compiler \(c\+\+\), make, cmake.*apt-get install -y build-essential cmake/,
    ),
  ]);
  expect(missingPrerequisites({ ...bare, platform: 'darwin' })[0]).toContain('brew install cmake');
});
