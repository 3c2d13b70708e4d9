export { InMemoryLine } from './in-memory-line.ts';
export { logText } from './log-text.ts';
export { type AgentHandle, type Scenario, type Simulation, simulate, type Utterance } from './simulate.ts';
export { VirtualClock } from './virtual-clock.ts';
