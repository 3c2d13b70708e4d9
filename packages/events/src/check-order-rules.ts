import type { EventName } from './catalog.ts';
import type { LoggedEvent } from './envelope.ts';

/** What the rules remember of a call. Changed in place while a log is read. */
export interface CallSoFar {
  hasStarted: boolean;
  hasEnded: boolean;
  timeout: string | undefined;
  isSpeech: boolean;
  highestTurn: number;
  turns: Map<number, TurnSoFar>;
  messages: Map<string, BotMessageSoFar>;
  /** The bot message that is being heard. */
  speaking: string | undefined;
  /** An interruption by the caller that `turn.continued` has not followed yet. */
  owesContinued: boolean;
  toolCalls: Set<string>;
}

interface TurnSoFar {
  hasSpeech: boolean;
  messageId: string | undefined;
  isEager: boolean;
  isPaused: boolean;
  hasEnded: boolean;
  /** The turn's end awaits its answer, and may therefore still be taken back. */
  mayContinue: boolean;
}

interface BotMessageSoFar {
  words: number;
  isDucked: boolean;
  end: 'finished' | 'interrupted' | undefined;
  wordsSpoken: number;
  memory: 'confirmed' | 'aborted' | undefined;
}

type Rules = {
  [Name in EventName]?: (event: LoggedEvent<Name>, call: CallSoFar, tell: (problem: string) => void) => void;
};

export function startOfCall(): CallSoFar {
  return {
    hasStarted: false,
    hasEnded: false,
    timeout: undefined,
    isSpeech: false,
    highestTurn: 0,
    turns: new Map(),
    messages: new Map(),
    speaking: undefined,
    owesContinued: false,
    toolCalls: new Set(),
  };
}

export const callRules: Rules = {
  'call.started': ({ data }, call, tell) => {
    if (call.hasStarted && data.resumed !== true && data.routedFrom === undefined) tell('the call had started already');
    call.hasStarted = true;
  },
  'llm.chat.started': (_, call) => {
    call.hasStarted = true;
  },
  'call.ended': ({ data }, call, tell) => {
    call.hasEnded = true;
    if (call.speaking !== undefined) tell(`bot message ${call.speaking} was neither finished nor interrupted`);
    for (const [id, message] of call.messages) {
      if (message.end === 'interrupted' && message.memory === undefined) {
        tell(`bot message ${id} was interrupted, but neither confirmed nor aborted`);
      }
    }
    if (call.timeout !== undefined && data.reason !== call.timeout) {
      tell(`the reason is ${data.reason}, but session.timeout said ${call.timeout}`);
    }
  },
  'session.timeout': ({ data }, call, tell) => {
    if (call.timeout !== undefined) tell('a limit had been reached already');
    call.timeout = data.reason;
  },

  'speech.started': ({ data }, call, tell) => {
    if (call.isSpeech) tell('the speech before it has not ended');
    call.isSpeech = true;
    if (data.turnId === 0) return;
    if (data.turnId < call.highestTurn) tell(`turn ${data.turnId} comes after turn ${call.highestTurn}`);
    const turn = turnOf(call, data.turnId);
    if (turn.hasEnded) tell(`turn ${data.turnId} had ended already`);
    turn.hasSpeech = true;
  },
  'speech.ended': ({ data }, call, tell) => {
    if (!call.isSpeech) tell('no speech had started');
    call.isSpeech = false;
    if (data.turnId !== 0 && !turnOf(call, data.turnId).hasSpeech) tell(`no speech of turn ${data.turnId} had started`);
  },
  'user.speaking': ({ data }, call, tell) => {
    if (data.turnId === 0) return;
    const turn = turnOf(call, data.turnId);
    if (!turn.hasSpeech) tell(`no speech of turn ${data.turnId} had started`);
    if (turn.hasEnded) tell(`turn ${data.turnId} had ended already`);
  },
  'user.message': ({ data }, call, tell) => {
    settleInterruption(call, tell);
    if (data.turnId === 0) return;
    const turn = turnOf(call, data.turnId);
    if (!turn.hasSpeech) tell(`no speech of turn ${data.turnId} had started`);
    if (turn.hasEnded) tell(`turn ${data.turnId} had ended already`);
    for (const [id, earlier] of call.turns) {
      if (id < data.turnId && earlier.messageId !== undefined && !earlier.hasEnded) tell(`turn ${id} never ended`);
    }
    if (turn.messageId !== undefined && turn.messageId !== data.messageId) {
      tell(`turn ${data.turnId} has message ${turn.messageId} already`);
    }
    turn.messageId = data.messageId;
  },
  'user.backchannel': ({ data }, call, tell) => {
    if (data.turnId !== 0 && !turnOf(call, data.turnId).hasSpeech) tell(`no speech of turn ${data.turnId} had started`);
  },

  'eager.turn': ({ data }, call, tell) => {
    if (data.turnId === 0) return;
    const turn = turnOf(call, data.turnId);
    checkSignal(data, turn, tell);
    if (turn.isEager) tell('the eager.turn before it was answered by neither turn.end nor turn.continued');
    turn.isEager = true;
  },
  'turn.end': ({ data }, call, tell) => {
    settleInterruption(call, tell);
    // Bridged calls relay the other side's turns, which have no speech here.
    if (data.turnId === 0 || data.source === 'bot') return;
    const turn = turnOf(call, data.turnId);
    checkSignal(data, turn, tell);
    for (const [id, other] of call.turns) if (id !== data.turnId) other.mayContinue = false;
    Object.assign(turn, { isEager: false, isPaused: false, hasEnded: true, mayContinue: true });
  },
  'turn.continued': ({ data }, call, tell) => {
    const turn = turnOf(call, data.turnId);
    if (!turn.isEager && !turn.mayContinue && !call.owesContinued) tell('there is no turn signal to take back');
    if (data.turnId !== 0) Object.assign(turn, { isEager: false, mayContinue: false });
    call.owesContinued = false;
  },
  'turn.stalled': ({ data }, call, tell) => {
    const turn = turnOf(call, data.turnId);
    if (!turn.mayContinue) tell(`turn ${data.turnId} does not wait for an answer`);
  },
  'turn.pause': ({ data }, call, tell) => {
    const turn = turnOf(call, data.turnId);
    if (data.turnId !== 0 && !turn.hasSpeech) tell(`no speech of turn ${data.turnId} had started`);
    if (turn.isPaused) tell(`turn ${data.turnId} had paused already, and not resumed`);
    if (turn.hasEnded) tell(`turn ${data.turnId} had ended already`);
    turn.isPaused = true;
  },
  'turn.resumed': ({ data }, call, tell) => {
    const turn = turnOf(call, data.turnId);
    if (!turn.isPaused) tell(`turn ${data.turnId} had not paused`);
    turn.isPaused = false;
  },

  'bot.speaking': ({ data }, call, tell) => {
    settleInterruption(call, tell);
    if (call.speaking !== undefined) tell(`bot message ${call.speaking} is still being heard`);
    if (call.messages.get(data.messageId)?.end !== undefined) tell(`bot message ${data.messageId} was heard already`);
    for (const [id, turn] of call.turns) {
      if (turn.isEager && turn.messageId === data.inReplyTo) tell(`answers turn ${id} before its turn.end`);
    }
    const memory = call.messages.get(data.messageId)?.memory;
    if (memory !== undefined) tell(`bot message ${data.messageId} was ${memory} already`);
    call.messages.set(data.messageId, { words: 0, isDucked: false, end: undefined, wordsSpoken: 0, memory: undefined });
    call.speaking = data.messageId;
  },
  'bot.word': ({ data }, call, tell) => {
    const message = beingHeard(data.messageId, call, tell);
    if (message === undefined) return;
    if (data.wordIndex !== message.words)
      tell(`word ${data.wordIndex} of ${data.messageId}, but ${message.words} is next`);
    message.words = data.wordIndex + 1;
  },
  'bot.ducked': ({ data }, call, tell) => {
    const message = beingHeard(data.messageId, call, tell);
    if (message !== undefined) message.isDucked = true;
  },
  'bot.resumed': ({ data }, call, tell) => {
    const message = beingHeard(data.messageId, call, tell);
    if (message === undefined) return;
    if (!message.isDucked) tell(`bot message ${data.messageId} had not been ducked`);
    message.isDucked = false;
  },
  'bot.finished': ({ data }, call, tell) => {
    const message = beingHeard(data.messageId, call, tell);
    if (message === undefined) return;
    if (message.memory !== 'confirmed') tell(`message.confirmed of ${data.messageId} has not come before`);
    message.end = 'finished';
    call.speaking = undefined;
  },
  'bot.interrupted': ({ data }, call, tell) => {
    const message = beingHeard(data.messageId, call, tell);
    if (message === undefined) return;
    if (message.memory !== undefined) tell(`bot message ${data.messageId} was ${message.memory} before it was cut`);
    if (data.wordsSpoken > message.words) tell(`${data.wordsSpoken} words spoken, but ${message.words} bot.word came`);
    Object.assign(message, { end: 'interrupted', wordsSpoken: data.wordsSpoken });
    call.speaking = undefined;
    if (data.reason !== 'cancelled') call.owesContinued = true;
  },
  'message.confirmed': ({ data }, call, tell) => {
    const message = call.messages.get(data.messageId);
    if (message === undefined) {
      tell(`bot message ${data.messageId} was never heard`);
      return;
    }
    if (message.memory !== undefined) tell(`bot message ${data.messageId} was ${message.memory} already`);
    if (message.end === 'finished') tell(`bot message ${data.messageId} had finished already`);
    const remembered = countWords(data.text);
    if (message.end === 'interrupted' && remembered > message.wordsSpoken) {
      tell(`${remembered} words are remembered, but ${message.wordsSpoken} were heard`);
    }
    message.memory = 'confirmed';
  },
  'message.aborted': ({ data }, call, tell) => {
    const message = call.messages.get(data.messageId);
    if (message?.memory !== undefined) tell(`bot message ${data.messageId} was ${message.memory} already`);
    if (call.speaking === data.messageId) tell(`bot message ${data.messageId} is still being heard`);
    if (message !== undefined && message.wordsSpoken > 0) tell(`${message.wordsSpoken} words of it were heard`);
    if (message !== undefined) message.memory = 'aborted';
  },

  'llm.tool_call': ({ data }, call, tell) => {
    if (call.toolCalls.has(data.msgId)) tell(`tool message ${data.msgId} came before`);
    call.toolCalls.add(data.msgId);
  },
};

function turnOf(call: CallSoFar, turnId: number): TurnSoFar {
  const known = call.turns.get(turnId);
  if (known !== undefined) return known;
  const turn: TurnSoFar = {
    hasSpeech: false,
    messageId: undefined,
    isEager: false,
    isPaused: false,
    hasEnded: false,
    mayContinue: false,
  };
  call.turns.set(turnId, turn);
  call.highestTurn = Math.max(call.highestTurn, turnId);
  return turn;
}

/** A turn signal speaks of a turn that has its final text and has not ended. */
function checkSignal(
  data: { turnId: number; messageId: string },
  turn: TurnSoFar,
  tell: (problem: string) => void,
): void {
  if (turn.hasEnded) tell(`turn ${data.turnId} had ended already`);
  if (turn.messageId === undefined) tell(`no user.message of turn ${data.turnId} came before`);
  else if (data.messageId !== '' && data.messageId !== turn.messageId) {
    tell(`names message ${data.messageId}, but turn ${data.turnId} has ${turn.messageId}`);
  }
}

function beingHeard(id: string, call: CallSoFar, tell: (problem: string) => void): BotMessageSoFar | undefined {
  const message = call.messages.get(id);
  if (message === undefined) tell(`bot message ${id} has no bot.speaking`);
  else if (message.end !== undefined)
    tell(`bot message ${id} had ${message.end === 'finished' ? 'finished' : 'been interrupted'} already`);
  else return message;
  return undefined;
}

/** After the caller cut the bot off: what was heard is settled, and open replies are told to stop, before anything new. */
function settleInterruption(call: CallSoFar, tell: (problem: string) => void): void {
  if (call.owesContinued) tell('turn.continued has not followed bot.interrupted');
  call.owesContinued = false;
  for (const [id, message] of call.messages) {
    if (message.end !== 'interrupted' || message.memory !== undefined) continue;
    tell(`bot message ${id} was interrupted, but neither confirmed nor aborted`);
    message.memory = 'aborted';
  }
}

function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
