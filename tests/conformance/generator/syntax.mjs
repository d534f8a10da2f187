// Ways to break the text of a document, below all rules: tokens that are none, brackets that do not close, strings that do not end. Some leave the
// document valid, which is as much a question to a parser.

// No nought and no negative number stands among them: nothing is wrong with those but what they would mean for a page.
const ODD_TOKENS = [
  "01", "1.e3", "0.", ".5", "1e", "1e+", "-", "-01", "+1", "0x1", "1_000", "1a", "1.5.2", "1.5a", "00", "-00", "0.5", "1e5", "0.0e-7", "99999999999999999999", "-99999999999999999999",
  "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u{110000}\"", "\"\\u{1F600}\"", "\"\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\uD83D\\uDE00\"", "\"\\uD83D\"", "\"\\u{D800}\"", "\"\\u{}\"",
  "\"a\nb\"", "\"\tb\"", "'a'", "\"\"\"a", "\"\"\"a\"\"\"", "\"\"\"a\\\"\"\"b\"\"\"", "\"\"\"\"\"\"", "\"\"\"a\"\"\"\"", "\"\" \"\"", "\"\"\"\n  a\n\"\"\"",
  "@", "$", "$ a", "&", "|", "!", "..", "....", ". . .", "?", ";", "%", "\\", "~", "^", "<", "*", "/", "é", "\u{1f600}", "\u0007", "\u00a0", "\u200b", "\u2028", "\ufeff",
  "null", "true", "on", "fragment", "#", "# a comment\n", "[", "]", "(", ")", "{", "}", ":", "=", "()", "{}", "[]", "...", "... on", "... @include(if: true)", "...on", "$a: Int", "a: a: a",
];

const WAYS = {
  cutShort: (chance, text) => text.slice(0, chance.between(0, text.length - 1)),
  aPieceLost: (chance, text) => {
    const at = chance.between(0, text.length - 1);
    return text.slice(0, at) + text.slice(at + chance.between(1, 3));
  },
  anOddToken: (chance, text) => between(chance, text, ` ${chance.oneOf(ODD_TOKENS)} `),
  anOddTokenClose: (chance, text) => between(chance, text, chance.oneOf(ODD_TOKENS)),
  aTokenTwice: (chance, text) => {
    const tokens = text.match(/[A-Za-z_]\w*|[{}()[\]:$@!=]|\S/gu) ?? [];
    const token = chance.oneOf(tokens);
    return text.replace(token, () => `${token} ${token}`);
  },
  emptyBrackets: (chance, text) => chance.oneOf([
    () => text.replace(/^(query|mutation)?(\s+\w+)?/, (head) => `${head || "query"} ()`),
    () => text.replace(/\{[^{}]*\}/, "{}"),
    () => text.replace(/(\w) \{/, "$1() {"),
    () => "{}",
    () => "query",
    () => "",
    () => "# nothing",
  ])(),
  aNumber: (chance, text) => text.replace(/\b\d+\b/, () => chance.oneOf(ODD_TOKENS.slice(0, 21))),
  aString: (chance, text) => text.replace(/"[^"\n]*"/, () => chance.oneOf(ODD_TOKENS.slice(21, 46))),
  aName: (chance, text) => text.replace(/\b[a-z]\w+\b/, (name) => {
    return chance.oneOf([`1${name}`, `${name}-a`, `-${name}`, `${name}é`, `${name}.a`, `_${name}`, `$${name}`, `@${name}`]);
  }),
  fragmentOn: (chance, text) => `${text} ${chance.oneOf([
    "fragment on on Query { __typename }", "fragment F { __typename }", "fragment F on { __typename }",
    "fragment F($a: Int) on Query { __typename }", "fragment on Query { __typename }", "fragment F on Query",
    "extend query { a }",
  ])}`,
  aDescription: (chance, text) => `${chance.oneOf(["\"said\"", "\"\"\"said\"\"\"", "\"said\" \"twice\""])} ${text}`,
  aDeclaration: (chance, text) => text.replace(/\$(\w+): ([\w[\]!]+)/, (whole, name, type) => chance.oneOf([
    `$${name}: ${type} = $${name}`, `$${name} ${type}`, `$${name}: ${type}!!`, `$${name}: [${type}`,
    `$${name}: ${type} =`, `${name}: ${type}`, `$${name}: ${type} @include(if: $${name})`,
  ])),
  aNameAlone: (chance, text) => text.replace(/[({] ?(?=\w+:)/, (bracket) => `${bracket} alone `),
  aNameAtTheEnd: (chance, text) => text.replace(/(?<=: [\w"$]+)[)}]/, (bracket) => ` alone ${bracket}`),
  marksAround: (chance, text) => chance.oneOf(["\ufeff", "\n\r\n", ",,,", "# begins\r", "\u00a0", "\u000b"]) + text,
};

function between(chance, text, token) {
  const at = chance.between(0, text.length);
  return text.slice(0, at) + token + text.slice(at);
}

/** The text with something done to its tokens. Half a character is no text, and would not come as far as a parser of documents. */
export function garbled(chance, text) {
  return WAYS[chance.oneOf(Object.keys(WAYS))](chance, text).toWellFormed();
}
