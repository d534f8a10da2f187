// Ways to break a valid document, at least one for each rule of the specification. Each takes the parsed document and changes it in place, or says
// `false` where it finds nothing to break; whether the outcome is in truth invalid is for the judge to say.
import { Kind, TypeInfo, isAbstractType, isCompositeType, isObjectType, parse, visit, visitWithTypeInfo } from "graphql";

/** What a document has, each with the type that stands around it. */
export function sitesOf(schema, document) {
  const info = new TypeInfo(schema);
  const sites = { fields: [], selections: [], spreads: [], conditions: [], objects: [], directives: [], arguments: [], variables: [] };
  visit(document, visitWithTypeInfo(info, {
    Field: (node) => void sites.fields.push({ node, parent: info.getParentType(), definition: info.getFieldDef() }),
    SelectionSet: (node) => void sites.selections.push({ node, type: info.getParentType() }),
    FragmentSpread: (node) => void sites.spreads.push(node),
    InlineFragment: (node) => void (node.typeCondition && sites.conditions.push(node.typeCondition)),
    FragmentDefinition: (node) => void sites.conditions.push(node.typeCondition),
    ObjectValue: (node) => void (node.fields.length > 0 && sites.objects.push(node)),
    Directive: (node) => void sites.directives.push(node),
    Argument: (node) => void sites.arguments.push(node),
    VariableDefinition: (node) => void sites.variables.push(node),
  }));
  sites.operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  sites.fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return sites;
}

const selection = (text) => parse(`{ ${text} }`, { noLocation: true }).definitions[0].selectionSet.selections[0];
const field = (text) => selection(text);
const definitions = (text) => parse(text, { noLocation: true }).definitions;
const copy = (node) => structuredClone(node);
const named = (name) => ({ kind: Kind.NAME, value: name });

/** A directive on nothing yet, by its text. */
function directive(text) {
  return field(`x ${text}`).directives[0];
}

function nodesOf(sites) {
  return sites.fields.map((site) => site.node);
}

function addDirective(node, ...texts) {
  node.directives = [...(node.directives ?? []), ...texts.map(directive)];
}

function addSelection(chance, sites, text) {
  const site = chance.oneOf(sites.selections);
  const at = chance.between(0, site.node.selections.length);
  site.node.selections.splice(at, 0, selection(text));
}

/** Every way by its name: `(chance, sites, document, schema) => false | void`. */
export const BREAKS = {
  aDefinitionOfTypes: (chance, sites, document) => {
    const text = chance.oneOf([
      "type X { a: Int }", "extend type Query { a: Int }", "scalar X", "schema { query: Query }", "directive @x on FIELD",
      "extend schema @x", "union X = Tag", "input X { a: Int }", "enum X { A }", "interface X { a: Int }",
    ]);
    document.definitions.splice(chance.between(0, 1), 0, ...definitions(text));
  },
  twoOperationsOfOneName: (chance, sites, document) => {
    const one = chance.oneOf(sites.operations);
    one.name ??= named("One");
    document.definitions.push(copy(one));
  },
  anonymousAmongOthers: (chance, sites, document) => void document.definitions.push(...definitions(chance.oneOf([
    "{ __typename }", "query { viewer { __typename } }", "query Other { __typename }",
    "mutation { sessionCloseAll { __typename } }",
  ]))),
  aSubscription: (chance, sites, document) => {
    if (chance.happens(0.6)) sites.operations[0].operation = "subscription";
    else document.definitions.push(...definitions("subscription Live { __typename }"));
  },
  anotherOperationType: (chance, sites) => {
    const one = chance.oneOf(sites.operations);
    one.operation = one.operation === "query" ? "mutation" : "query";
  },
  anUnknownType: (chance, sites) => {
    const condition = chance.oneOf(sites.conditions);
    if (condition && chance.happens(0.6)) condition.name.value = chance.oneOf(["Nobody", "article", "Strings"]);
    else if (sites.variables.length > 0) innermost(chance.oneOf(sites.variables).type).name.value = chance.oneOf(["Nobody", "string", "Integer"]);
    else addSelection(chance, sites, "... on Nobody { __typename }");
  },
  aFragmentOnALeaf: (chance, sites, document) => {
    const on = chance.oneOf(["String", "ID", "TagKind", "ArticleFilter", "DateTime"]);
    if (chance.happens(0.7)) return addSelection(chance, sites, `... on ${on} { __typename }`);
    addSelection(chance, sites, "...Leaf");
    document.definitions.push(...definitions(`fragment Leaf on ${on} { __typename }`));
  },
  aVariableOfAnOutputType: (chance, sites) => {
    const one = chance.oneOf(sites.operations);
    const type = chance.oneOf(["Article", "Node", "[Tag!]", "Query!", "ArticleConnection"]);
    one.variableDefinitions = [...(one.variableDefinitions ?? []), ...definitions(`query ($out: ${type}) { __typename }`)[0].variableDefinitions];
    addDirective(one.selectionSet.selections[0], "@include(if: $out)");
  },
  aLeafWithSelections: (chance, sites) => {
    const leaf = chance.oneOf(sites.fields.filter((site) => !site.node.selectionSet));
    if (!leaf) return addSelection(chance, sites, "__typename { a }");
    leaf.node.selectionSet = { kind: Kind.SELECTION_SET, selections: [field(chance.oneOf(["__typename", "id"]))] };
  },
  anObjectWithoutSelections: (chance, sites) => {
    const one = chance.oneOf(sites.fields.filter((site) => site.node.selectionSet));
    if (!one) return false;
    one.node.selectionSet = undefined;
  },
  anUnknownField: (chance, sites) => {
    const site = chance.oneOf(sites.fields);
    if (chance.happens(0.3)) return addSelection(chance, sites, chance.oneOf([
      "nobody", "__schema { __typename }", "__type(name: \"Tag\") { name }", "__nobody", "headline", "_",
    ]));
    site.node.name.value = chance.oneOf(["nobody", "Id", "__type_name", "TYPENAME"]);
  },
  aFieldOfOneKindOnAll: (chance, sites) => {
    const site = chance.oneOf(sites.selections.filter(({ type }) => type && isAbstractType(type)));
    if (!site) return false;
    site.node.selections.push(field(chance.oneOf(["headline", "text", "slug", "runs { __typename }", "name", "score"])));
  },
  twoFragmentsOfOneName: (chance, sites, document) => {
    if (sites.fragments.length === 0) return false;
    document.definitions.push(copy(chance.oneOf(sites.fragments)));
  },
  anUnknownFragment: (chance, sites) => {
    if (sites.spreads.length > 0 && chance.happens(0.5)) chance.oneOf(sites.spreads).name.value = "Nobody";
    else addSelection(chance, sites, "...Nobody");
  },
  anUnusedFragment: (chance, sites, document) => {
    const text = chance.oneOf(["fragment Unused on Query { __typename }", "fragment Unused on Tag { ...Unused2 } fragment Unused2 on Tag { id }"]);
    document.definitions.push(...definitions(text));
  },
  aFragmentThatCannotBe: (chance, sites, document, schema) => {
    const site = chance.oneOf(sites.selections.filter(({ type }) => type));
    const on = chance.oneOf(Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && type !== site.type && !type.name.startsWith("__")));
    if (chance.happens(0.6)) return void site.node.selections.push(selection(`... on ${on.name} { __typename }`));
    site.node.selections.push(selection("...Elsewhere"));
    document.definitions.push(...definitions(`fragment Elsewhere on ${on.name} { __typename }`));
  },
  aCycle: (chance, sites, document) => {
    if (sites.fragments.length > 0 && chance.happens(0.5)) {
      const one = chance.oneOf(sites.fragments);
      return void one.selectionSet.selections.push(selection(`...${chance.oneOf(sites.fragments).name.value}`));
    }
    const site = chance.oneOf(sites.selections.filter(({ type }) => type));
    const on = site.type.name;
    site.node.selections.push(selection("...Round"));
    document.definitions.push(...definitions(chance.oneOf([
      `fragment Round on ${on} { __typename ...Round }`,
      `fragment Round on ${on} { ...About } fragment About on ${on} { ... { ...Round } }`,
      `fragment Round on ${on} { ...A } fragment A on ${on} { ...B } fragment B on ${on} { __typename ...A }`,
    ])));
  },
  twoVariablesOfOneName: (chance, sites) => {
    const one = sites.operations.find((operation) => operation.variableDefinitions?.length > 0);
    if (!one) return false;
    one.variableDefinitions = [...one.variableDefinitions, copy(chance.oneOf(one.variableDefinitions))];
  },
  anUndefinedVariable: (chance, sites) => {
    if (sites.variables.length > 0 && chance.happens(0.4)) return void (chance.oneOf(sites.variables).variable.name.value = "renamed");
    if (sites.arguments.length > 0 && chance.happens(0.5)) return void (chance.oneOf(sites.arguments).value = variable("nobody"));
    addDirective(chance.oneOf(sites.fields).node, "@skip(if: $nobody)");
  },
  anUnusedVariable: (chance, sites) => {
    const one = chance.oneOf(sites.operations);
    const [added] = definitions(`query ($unused: ${chance.oneOf([
      "Int", "ID! = \"a\"", "[String!]", "TagFilter",
    ])}) { __typename }`)[0].variableDefinitions;
    one.variableDefinitions = [...(one.variableDefinitions ?? []), added];
  },
  anUnknownDirective: (chance, sites) => {
    const nodes = [...nodesOf(sites), ...sites.operations, ...sites.fragments, ...sites.spreads, ...sites.variables];
    addDirective(chance.oneOf(nodes), chance.oneOf(["@nobody", "@nobody(a: 1)", "@defer", "@stream(initialCount: 1)", "@Include(if: true)"]));
  },
  aDirectiveInTheWrongPlace: (chance, sites) => {
    const definitionsOf = [...sites.operations, ...sites.fragments, ...sites.variables];
    if (chance.happens(0.6)) return addDirective(chance.oneOf(definitionsOf), chance.oneOf(["@include(if: true)", "@skip(if: false)"]));
    addDirective(chance.oneOf(sites.fields).node, chance.oneOf([
      "@deprecated", "@specifiedBy(url: \"https://example.org\")", "@oneOf", "@deprecated(reason: \"x\")",
    ]));
  },
  aDirectiveTwice: (chance, sites) => {
    const once = chance.oneOf(["@include(if: true)", "@skip(if: false)"]);
    addDirective(chance.oneOf([...nodesOf(sites), ...sites.spreads]), once, once);
  },
  anUnknownArgument: (chance, sites) => {
    const one = chance.oneOf([...nodesOf(sites), ...sites.directives]);
    one.arguments = [...(one.arguments ?? []), field(`x(${chance.oneOf(["nobody", "First", "unless"])}: ${chance.oneOf([
      "1", "null", "true", "\"a\"",
    ])})`).arguments[0]];
  },
  anArgumentTwice: (chance, sites) => {
    const one = chance.oneOf([...nodesOf(sites), ...sites.directives].filter((node) => node.arguments?.length > 0));
    if (!one) return false;
    one.arguments = [...one.arguments, copy(chance.oneOf(one.arguments))];
  },
  aMissingArgument: (chance, sites) => {
    const nodes = [...nodesOf(sites), ...sites.directives].filter((node) => node.arguments?.length > 0 && node.name.value !== "article");
    const one = chance.oneOf(nodes);
    if (!one || one.arguments.some((argument) => argument.name.value === "first")) return false;
    one.arguments = [];
  },
  aDirectiveWithoutItsArgument: (chance, sites) => addDirective(chance.oneOf(sites.fields).node, chance.oneOf([
    "@include", "@skip", "@include(if: null)", "@skip(if: \"true\")", "@include(if: 1)", "@skip(if: [true])",
  ])),
  aVariableOfAnotherType: (chance, sites) => {
    const one = chance.oneOf(sites.variables);
    if (!one) return false;
    const type = one.type;
    const ways = [
      () => (type.kind === Kind.NON_NULL_TYPE ? type.type : { kind: Kind.NON_NULL_TYPE, type }),
      () => ({ kind: Kind.LIST_TYPE, type }),
      () => ({ kind: Kind.NAMED_TYPE, name: named(chance.oneOf(["Int", "String", "ID", "Boolean", "Float"])) }),
      () => ({ kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: named(chance.oneOf(["Int", "String", "ID", "Boolean"])) } }),
    ];
    one.type = chance.oneOf(ways)();
    if (chance.happens(0.5)) one.defaultValue = undefined;
  },
  aNullableCondition: (chance, sites) => {
    const one = chance.oneOf(sites.operations);
    const type = chance.oneOf(["Boolean", "Boolean", "Boolean = true", "Boolean = null", "[Boolean!]!", "Boolean!", "Boolean! = false"]);
    one.variableDefinitions = [...(one.variableDefinitions ?? []), ...definitions(`query ($cond: ${type}) { __typename }`)[0].variableDefinitions];
    addDirective(chance.oneOf(one.selectionSet.selections), chance.oneOf(["@skip(if: $cond)", "@include(if: $cond)"]));
  },
  twoFieldsOfOneName: (chance, sites) => {
    const site = chance.oneOf(sites.selections.filter(({ node, type }) => type && node.selections.some((one) => one.kind === Kind.FIELD)));
    if (!site) return false;
    const fields = site.node.selections.filter((one) => one.kind === Kind.FIELD);
    const added = { ...copy(chance.oneOf(fields)), alias: named((fields[0].alias ?? fields[0].name).value) };
    const wrapped = { kind: Kind.INLINE_FRAGMENT, directives: [], selectionSet: { kind: Kind.SELECTION_SET, selections: [added] } };
    site.node.selections.push(chance.happens(0.5) ? added : wrapped);
    if (chance.happens(0.5)) added.name = named("__typename");
    if (added.name.value === "__typename") Object.assign(added, { selectionSet: undefined, arguments: [] });
  },
  conflictThroughAFragment: (chance, sites, document) => {
    const site = chance.oneOf(sites.selections.filter(({ type }) => type && isCompositeType(type)));
    if (!site) return false;
    const fields = site.node.selections.filter((one) => one.kind === Kind.FIELD);
    const response = fields.length > 0 ? chance.oneOf(fields) : undefined;
    const name = (response?.alias ?? response?.name)?.value ?? "other";
    site.node.selections.push(selection("...Conflict"));
    const conflict = chance.oneOf([`${name}: __typename`, `... { ${name}: __typename }`]);
    document.definitions.push(...definitions(`fragment Conflict on ${site.type.name} { ${conflict} }`));
  },
  conflictBetweenKinds: (chance, sites) => {
    const site = chance.oneOf(sites.selections.filter(({ type }) => type && isAbstractType(type)));
    if (!site) return false;
    site.node.selections.push(...chance.oneOf(KINDS[site.type.name] ?? [[]]).map(selection));
  },
  conflictInMergedParents: (chance, sites) => {
    const site = chance.oneOf(sites.fields.filter(({ node }) => node.selectionSet));
    if (!site) return false;
    const holder = sites.selections.find(({ node }) => node.selections.includes(site.node));
    const again = copy(site.node);
    const inner = chance.oneOf(again.selectionSet.selections);
    if (inner.kind !== Kind.FIELD) return false;
    again.selectionSet.selections = [{ ...field("__typename"), alias: named((inner.alias ?? inner.name).value) }];
    holder.node.selections.push(again);
  },
  anInputFieldTwice: (chance, sites) => {
    const one = chance.oneOf(sites.objects);
    if (!one) return void sites.operations[0].selectionSet.selections.push(field(TWICE[sites.operations[0].operation]));
    one.fields = [...one.fields, copy(chance.oneOf(one.fields))];
  },
  somethingOnTypename: (chance, sites) => addSelection(chance, sites, chance.oneOf([
    "__typename(a: 1)", "__typename @nobody", "__typename { a }", "__typename @include", "__typename @skip(if: \"a\")",
    "__typename @include(if: true) @include(if: true)", "__typename @deprecated", "x: __typename(if: true)",
    "__typename @include(if: true, unless: true)",
  ])),
};

// For documents without an input object of their own.
const TWICE = {
  query: "twice: articles(first: 1, filter: {sections: \"a\", sections: \"b\"}) { totalCount }",
  mutation: "twice: tagCreate(input: {name: \"a\", kind: PLACE, kind: PLACE}) { userErrors { code } }",
};

// Selections on abstract types, of which some can be merged and some cannot.
const KINDS = {
  Node: [
    ["... on Article { x: headline }", "... on Tag { x: name }"],
    ["... on Article { x: headline }", "... on Tag { x: description }"],
    ["... on Article { x: wordCount }", "... on Tag { x: name }"],
    ["... on Article { x: slug }", "... on Article { x: headline }"],
    ["... on Article { x: section { name } }", "... on Tag { x: name }"],
    ["... on Article { x: tags { y: name } }", "... on Section { x: name }"],
  ],
  BodyBlock: [
    ["... on Code { text }", "... on CorrectionNote { text }"],
    ["... on Paragraph { runs { plainText } }", "... on Heading { runs { plainText __typename } }"],
    ["... on Heading { x: level }", "... on List { x: start }"],
    ["... on Paragraph { runs { x: plainText } }", "... on Heading { runs { x: __typename } }"],
    ["... on Code { x: language }", "... on Code { x: text }"],
    ["... on Embed { x: url }", "... on Code { x: text }"],
  ],
  InlineRun: [
    ["... on TextRun { x: marks }", "... on LinkRun { x: plainText }"],
    ["... on LinkRun { x: runs { plainText } }", "... on QuotationRun { x: runs { plainText: __typename } }"],
  ],
};

function variable(name) {
  return { kind: Kind.VARIABLE, name: named(name) };
}

function innermost(type) {
  return type.kind === Kind.NAMED_TYPE ? type : innermost(type.type);
}
