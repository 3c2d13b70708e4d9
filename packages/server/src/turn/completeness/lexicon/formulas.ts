/** Phrases that are a whole turn when nothing else is said, apart from "yes", "no", greetings, thanks and "please" around them. */
export const formulas: ReadonlySet<string> = new Set(
  `hold on
thanks a lot
thanks so much
thank you so much
thank you very much
thanks again
thank you again
hi there
hello there
hey there
all right
all good
no thank you
good morning
so sorry
i am so sorry
come on
all set
no need
no rush
another time
some other time
any of them
all of them
none of them
both of them
that is all i needed
that is all i need
that would be great
that would be perfect
that will do
that works
that works for me
works for me
that one
this one
the first one
the second one
hang on
wait
wait a minute
wait a second
one moment
one second
one minute
one sec
just a second
just a moment
just a minute
just a sec
a moment
stop
go on
go ahead
excuse me
pardon me
thank you
you too
same to you
you are welcome
how come
why not
really
right away
of course
no worries
no problem
not a problem
no way
not really
not yet
not now
not right now
not at all
not sure
not anymore
not exactly
not quite
not today
not that i know of
never mind
nevermind
maybe
perhaps
maybe later
possibly
probably
probably not
maybe not
i guess
i guess so
i guess not
i think so
i do not think so
i hope so
i hope not
i believe so
i suppose so
i am afraid not
i am afraid so
i am sorry
sorry
i see
i do not know
i do not remember
i have no idea
no idea
i am not sure
it depends
that depends
both
neither
none
nothing
nothing else
that is all
that is it
that is everything
that is right
that is correct
that is fine
that is okay
that is ok
that is great
that is me
is that all
sounds good
sounds great
looks good
fair enough
got it
makes sense
good
great
perfect
wonderful
excellent
awesome
cool
fine
good morning
good afternoon
good evening
good night
have a good day
have a nice day
have a good one
take care
see you
talk to you later
bye bye
uh huh
mm hmm
are you there
are you still there
anyone there
come again
say again
again
say that again
agent
operator
representative
i am ready
i am here
i am back
ready
let me see
let me check
let me think
me too
me neither
my bad
my pleasure
same here
what else
now what
what now
and you
how about you
what about you
speaking
this is he
this is she
as soon as possible
any time
anytime
whenever
whatever
either one
any day
either way
who is this
what is that
what was that
what is it
who is it
how are you`.split('\n'),
);
