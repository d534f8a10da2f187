// Changes to the text of a document: invalid tokens, open brackets, open strings. Some leave the document valid,
// which tests a parser as well.

// Zero and negative numbers are left out: they are valid tokens, and only the page limits reject them.
const ODD_TOKENS = [
  "01", "1.e3", "0.", ".5", "1e", "1e+", "-", "-01", "+1", "0x1", "1_000", "1a", "1.5.2", "1.5a", "00", "-00", "0.5", "1e5", "0.0e-7", "99999999999999999999", "-99999999999999999999",
  "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u{110000}\"", "\"\\u{1F600}\"", "\"\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\uD83D\\uDE00\"", "\"\\uD83D\"", "\"\\u{D800}\"", "\"\\u{}\"",
  "\"a\nb\"", "\"\tb\"", "'a'", "\"\"\"a", "\"\"\"a\"\"\"", "\"\"\"a\\\"\"\"b\"\"\"", "\"\"\"\"\"\"", "\"\"\"a\"\"\"\"", "\"\" \"\"", "\"\"\"\n  a\n\"\"\"",
  "@", "$", "$ a", "&", "|", "!", "..", "....", ". . .", "?", ";", "%", "\\", "~", "^", "<", "*", "/", "é", "\u{1f600}", "\u0007", "\u00a0", "\u200b", "\u2028", "\ufeff",
  "null", "true", "on", "fragment", "#", "# a comment\n", "[", "]", "(", ")", "{", "}", ":", "=", "()", "{}", "[]", "...", "... on", "... @include(if: true)", "...on", "$a: Int", "a: a: a",
];

const CHANGES = {
  cutShort: (random, text) => text.slice(0, random.between(0, text.length - 1)),
  aPieceLost: (random, text) => {
    const at = random.between(0, text.length - 1);
    return text.slice(0, at) + text.slice(at + random.between(1, 3));
  },
  anOddToken: (random, text) => between(random, text, ` ${random.oneOf(ODD_TOKENS)} `),
  anOddTokenClose: (random, text) => between(random, text, random.oneOf(ODD_TOKENS)),
  aTokenTwice: (random, text) => {
    const tokens = text.match(/[A-Za-z_]\w*|[{}()[\]:$@!=]|\S/gu) ?? [];
    const token = random.oneOf(tokens);
    return text.replace(token, () => `${token} ${token}`);
  },
  emptyBrackets: (random, text) => random.oneOf([
    () => text.replace(/^(query|mutation)?(\s+\w+)?/, (head) => `${head || "query"} ()`),
    () => text.replace(/\{[^{}]*\}/, "{}"),
    () => text.replace(/(\w) \{/, "$1() {"),
    () => "{}",
    () => "query",
    () => "",
    () => "# nothing",
  ])(),
  aNumber: (random, text) => text.replace(/\b\d+\b/, () => random.oneOf(ODD_TOKENS.slice(0, 21))),
  aString: (random, text) => text.replace(/"[^"\n]*"/, () => random.oneOf(ODD_TOKENS.slice(21, 46))),
  aName: (random, text) => text.replace(/\b[a-z]\w+\b/, (name) => {
    return random.oneOf([`1${name}`, `${name}-a`, `-${name}`, `${name}é`, `${name}.a`, `_${name}`, `$${name}`, `@${name}`]);
  }),
  fragmentOn: (random, text) => `${text} ${random.oneOf([
    "fragment on on Query { __typename }", "fragment F { __typename }", "fragment F on { __typename }",
    "fragment F($a: Int) on Query { __typename }", "fragment on Query { __typename }", "fragment F on Query",
    "extend query { a }",
  ])}`,
  aDescription: (random, text) => `${random.oneOf(["\"said\"", "\"\"\"said\"\"\"", "\"said\" \"twice\""])} ${text}`,
  aDeclaration: (random, text) => text.replace(/\$(\w+): ([\w[\]!]+)/, (whole, name, type) => random.oneOf([
    `$${name}: ${type} = $${name}`, `$${name} ${type}`, `$${name}: ${type}!!`, `$${name}: [${type}`,
    `$${name}: ${type} =`, `${name}: ${type}`, `$${name}: ${type} @include(if: $${name})`,
  ])),
  aNameAlone: (random, text) => text.replace(/[({] ?(?=\w+:)/, (bracket) => `${bracket} alone `),
  aNameAtTheEnd: (random, text) => text.replace(/(?<=: [\w"$]+)[)}]/, (bracket) => ` alone ${bracket}`),
  marksAround: (random, text) => random.oneOf(["\ufeff", "\n\r\n", ",,,", "# begins\r", "\u00a0", "\u000b"]) + text,
};

function between(random, text, token) {
  const at = random.between(0, text.length);
  return text.slice(0, at) + token + text.slice(at);
}

/** Text with one change to its tokens. Lone surrogates are replaced: JSON in UTF-8 cannot carry them. */
export function breakSyntax(random, text) {
  return CHANGES[random.oneOf(Object.keys(CHANGES))](random, text).toWellFormed();
}
