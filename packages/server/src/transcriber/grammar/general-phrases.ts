/** What anyone may say at any time, when the agent has not said what it expects. Digits are understood beside these. */
export const generalPhrases = [
  '(yes|yeah|yep|yup|sure|okay|correct|right)',
  '(yes|yeah) (please|sure|of course)',
  "(that's right|that is right|that's correct|sounds good)",
  '(no|nope)',
  'no (thanks|thank you)',
  '(cancel|stop|never mind|go back|start over)',
  '[i need] help',
  '[can you] help me',
  "[(i want to|i'd like to|can i|let me)] (speak|talk) (to|with) (a person|a human|someone|somebody|an agent|the manager)",
  '(a person|an operator|operator|agent) [please]',
  '(hello|hi|hey)',
  '[can you|could you] (repeat that|say that again)',
  '(repeat|pardon|sorry|what)',
  '(thanks|thank you)',
  '(goodbye|bye)',
];
