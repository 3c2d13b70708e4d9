import { Antiphon, type Call } from '@antiphon/sdk';

/** Takes a booking over the phone: for how many, at what time, and is that right? */
const sizes = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const times = ['six', 'seven', 'eight', 'nine'].flatMap((hour) => [hour, `${hour} fifteen`, `${hour} thirty`]);

const pc = new Antiphon(); // ANTIPHON_URL and ANTIPHON_API_KEY say where
const agent = pc.agent('booking', {
  voice: 'flite/slt',
  greeting: 'Good evening. A table for how many, and at what time?',
  stt: {
    provider: 'grammar', // understands what it is told to expect, and says when it heard something else
    phrases: [
      "[[a] table] for {size} [people] [at {time} [o'clock]]",
      "{size} people [at {time} [o'clock]]",
      "at {time} [o'clock]",
      "{answer} [o'clock]",
      '(yes | yeah | correct | no | nope | wrong)',
    ],
    slots: { size: sizes, time: times, answer: [...new Set([...sizes, ...times])] },
  },
});

type Booking = { size?: string; time?: string };
const bookings = new WeakMap<Call, Booking>();

agent.on('turn.end', async (turn, call) => {
  const booking = bookings.get(call) ?? {};
  const { answer, ...given } = turn.slots;
  if (answer) given[isTime(answer, booking) ? 'time' : 'size'] = answer;

  if (Object.keys(given).length > 0) {
    bookings.set(call, { ...booking, ...given });
  } else if (turn.understood === false) {
    return call.reply(`Sorry, I did not understand. ${nextQuestion(booking)}`);
  } else if (/\b(no|nope|wrong)\b/.test(turn.text)) {
    bookings.delete(call);
  } else if (booking.size && booking.time) {
    const { interrupted } = await call.say('Your table is booked. See you then. Goodbye.');
    return interrupted ? undefined : call.hangup();
  }
  call.reply(nextQuestion(bookings.get(call)));
});

/** "Seven" alone is a time once we know how many they are. */
function isTime(answer: string, { size }: Booking): boolean {
  return times.includes(answer) && (size !== undefined || !sizes.includes(answer));
}

function nextQuestion({ size, time }: Booking = {}): string {
  if (!size) return 'A table for how many people?';
  if (!time) return `A table for ${size}. At what time?`;
  return `A table for ${size}, at ${time}. Is that right?`;
}

await agent.ready;
console.log('The booking agent is ready. Call it and say "a table for four at seven thirty".');
