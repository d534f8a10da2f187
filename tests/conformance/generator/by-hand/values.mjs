// Documents with values for their one variable, `$a`; of some with none.

export default [
  ["query($a: Int) { tags(first: $a) { totalCount } }", [
    "1", "1.0", "1e0", "1.5", "\"1\"", "true", "null", "2147483648", "-2147483649", "[1]", "{}", undefined,
  ]],
  ["query($a: Int!) { tags(first: $a) { totalCount } }", ["1", "null", undefined]],
  ["query($a: Int = 3) { article(slug: \"a\") { related(first: $a) { totalCount } } }", ["1", "null", undefined]],
  ["query($a: Boolean = true) { __typename @include(if: $a) }", ["true", "null", "\"true\"", "0", undefined]],
  ["query($a: Boolean!) { __typename @include(if: $a) }", ["false", "null", "[true]", undefined]],
  ["query($a: ID!) { node(id: $a) { id } }", ["\"a\"", "5", "-5", "5.5", "true", "null", "[]", "[\"a\"]", "\"\"", undefined]],
  ["query($a: ID = \"a\") { node(id: $a) { id } }", ["\"a\"", "null", undefined]],
  ["query($a: [ID!]!) { nodes(ids: $a) { id } }", ["\"a\"", "5", "[5, \"a\"]", "[null]", "[[\"a\"]]", "{}", "null", undefined]],
  ["query($a: [ID!] = [\"a\"]) { nodes(ids: $a) { id } }", ["[]", "null", undefined]],
  ["query($a: ID = \"a\") { nodes(ids: [$a]) { id } }", ["\"b\"", "null", undefined]],
  ["query($a: String!) { tag(slug: $a) { id } }", ["\"a\"", "1", "1.5", "true", "null", "[\"a\"]", "{}"]],
  ["query($a: ArticleOrder) { articles(first: 1, orderBy: $a) { totalCount } }", [
    "\"NEWEST\"", "\"newest\"", "\"\"", "1", "null", "[\"NEWEST\"]", "true",
  ]],
  ["query($a: ArticleFilter) { articles(first: 1, filter: $a) { totalCount } }", [
    "{}", "[]", "\"a\"", "null", "{\"nobody\":1}", "{\"sections\":\"a\"}", "{\"sections\":[null]}", "{\"sections\":null}",
    "{\"tags\":{\"all\":[[]]}}", "{\"languages\":\"en\"}", "{\"languages\":\"not a language\"}",
    "{\"publishedAfter\":\"yesterday\"}",
  ]],
  ["query($a: [String!]) { articles(first: 1, filter: {sections: $a}) { totalCount } }", ["\"a\"", "[\"a\"]", "[1]", "null"]],
  ["query($a: DateTime) { articles(first: 1, filter: {publishedAfter: $a}) { totalCount } }", [
    "\"2026-01-02T03:04:05Z\"", "\"2026-01-02\"", "1", "null", "{}",
  ]],
  ["query($a: Cursor) { articles(first: 1, after: $a) { totalCount } }", ["null", "\"nowhere\"", "1", "[]"]],
  ["mutation($a: ArticleCreateInput!) { articleCreate(input: $a) { userErrors { code } } }", [
    "{\"headline\":\"a\"}", "{}", "null", "{\"headline\":null}", "{\"headline\":\"a\",\"nobody\":1}",
    "{\"headline\":\"a\",\"body\":{}}", "{\"headline\":\"a\",\"body\":{\"markdown\":\"a\",\"html\":null}}",
    "{\"headline\":\"a\",\"body\":{\"markdown\":null}}", "{\"headline\":\"a\",\"body\":{\"markdown\":\"a\"}}",
    "{\"headline\":\"a\",\"body\":{\"blocks\":{\"divider\":{}}}}", "{\"headline\":\"a\",\"byline\":{\"contributor\":5}}",
    "{\"headline\":\"a\",\"byline\":[{}]}", "{\"headline\":\"a\",\"byline\":[{\"contributor\":\"a\",\"role\":null}]}",
    "{\"headline\":\"a\",\"canonicalUrl\":\"/relative\"}",
  ]],
  ["mutation($a: BodyInput) { articleCreate(input: {headline: \"a\", body: $a}) { userErrors { code } } }", [
    "{}", "null", "{\"markdown\":\"a\"}", "{\"markdown\":\"a\",\"html\":\"b\"}", "{\"markdown\":1}",
  ]],
  ["mutation($a: String!) { articleCreate(input: {headline: \"a\", body: {markdown: $a}}) { userErrors { code } } }", ["\"a\"", "null", undefined]],
  ["mutation($a: Boolean = true) { accountSuspend(input: {id: \"x\", suspended: $a}) { userErrors { code } } }", ["false", "null", undefined]],
  ["query($a: Boolean!) { tags(first: 1) @skip(if: $a) { totalCount } }", ["true", "false"]],
  ["query($a: ID = \"a\", $b: Boolean! = true) { node(id: $a) @skip(if: $b) { id } }", ["null"]],
];
