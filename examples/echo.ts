import { Antiphon } from '@antiphon/sdk';

/** Says back what it heard. */
const pc = new Antiphon(); // ANTIPHON_URL and ANTIPHON_API_KEY say where

const agent = pc.agent('echo', {
  voice: 'flite/slt',
  stt: {
    provider: 'grammar', // understands what it is told to expect, and says when it heard something else
    phrases: [
      'hello [there]',
      'good (morning | afternoon | evening)',
      'how are you [today]',
      'my number is {digits}',
      'goodbye',
    ],
  },
});

agent.on('call.started', (call) => call.say('Say hello, or good evening, or tell me your number.'));

agent.on('turn.end', async (turn, call) => {
  if (turn.understood === false) return call.reply('I heard you, but no words that I know.');
  if (turn.text !== 'goodbye') return call.reply(`You said: ${turn.text}.`);
  const { interrupted } = await call.say('Goodbye.');
  if (!interrupted) call.hangup();
});

await agent.ready;
console.log('The echo agent is ready. Call it and say hello.');
