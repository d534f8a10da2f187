// Operations that are duplicated, anonymous among others, or of a type that the schema does not have.

export default [
  "subscription { __typename }",
  "subscription { nobody }",
  "subscription S { __typename } query Q { __typename }",
  "query Q { __typename } query Q { __typename }",
  "query Q { __typename } mutation Q { sessionCloseAll { __typename } }",
  "query A { __typename } query B { __typename }",
  "type Query { a: Int }",
  "{ __typename } type X { a: Int }",
  "{ __typename } extend type Query { a: Int }",
  "schema { query: Query } { __typename }",
];
