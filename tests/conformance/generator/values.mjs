// Valid and invalid values of input types, in a form that can be written as a literal or as JSON.
//
// A value is one of `{int}`, `{float}`, `{string}`, `{block}`, `{enum}`, `{bool}`, `{null}`, `{list}`, `{object: [[name, value], ..]}`, `{variable}`.
import { isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField } from "graphql";
import { INVALID, VALID } from "../scalars.mjs";

const MAXIMUM_DEPTH = 4;

// Well-formed ids of objects that do not exist.
const IDS = ["QQGPAAAAcACAAAAAAAAAAAA", "VAGPAAAAcACAAAAAAAAAAAA", "nothing-of-ours"];
// No control characters: names with them are rejected by a business rule.
const TEXTS = ["harbour", "a", "", "Sister Bridge", "caf\u00e9", "\u{1f600}", "a \"quoted\" word", "back\\slash", "# no comment", "{ }"];

/** Valid value of a type. If `variables` is given, the value may be a variable. */
export function validValue(random, type, variables, depth = 0, hasDefault = false) {
  if (variables && random.chance(depth === 0 ? 0.3 : 0.12)) return variables.of(type, hasDefault);
  if (isNonNullType(type)) return nonNullValue(random, type.ofType, variables, depth);
  return random.chance(0.07) ? { null: true } : nonNullValue(random, type, variables, depth);
}

function nonNullValue(random, type, variables, depth) {
  if (isListType(type)) return listOf(random, type, variables, depth);
  if (isInputObjectType(type)) return objectOf(random, type, variables, depth);
  if (isEnumType(type)) return { enum: random.oneOf(type.getValues()).name };
  return scalarOf(random, type.name);
}

function listOf(random, type, variables, depth) {
  const item = type.ofType;
  // A single value is coerced to a list of one.
  if (random.chance(0.15)) return nonNullValue(random, isNonNullType(item) ? item.ofType : item, variables, depth + 1);
  const length = depth > MAXIMUM_DEPTH ? 0 : random.between(0, depth > 2 ? 1 : 3);
  return { list: Array.from({ length }, () => validValue(random, item, variables, depth + 1)) };
}

function objectOf(random, type, variables, depth) {
  const fields = Object.values(type.getFields());
  if (type.isOneOf) {
    const shallow = fields.filter((field) => !isInputObjectType(field.type) || field.name === "divider" || field.name === "text");
    const field = random.oneOf(depth > MAXIMUM_DEPTH - 1 && shallow.length > 0 ? shallow : fields);
    const value = variables && random.chance(0.15) ? variables.nonNull(field.type) : nonNullValue(random, field.type, variables, depth + 1);
    return { object: [[field.name, value]] };
  }
  const given = fields.filter((field) => isRequiredInputField(field) || (depth < MAXIMUM_DEPTH && random.chance(0.25)));
  return { object: given.map((field) => [field.name, validValue(random, field.type, variables, depth + 1, field.defaultValue !== undefined)]) };
}

function scalarOf(random, name) {
  switch (name) {
    case "Int":
      return { int: String(random.between(2, 5)) };
    case "Float":
      return random.chance(0.5) ? { float: "1.5" } : { int: "3" };
    case "Boolean":
      return { bool: random.chance(0.5) };
    case "ID":
      return random.chance(0.2) ? { int: String(random.between(0, 99)) } : { string: random.oneOf(IDS) };
    case "String":
      return random.chance(0.1) ? { block: random.oneOf(["harbour", " \\\"\"\" ", "\\n"]) } : { string: random.oneOf(TEXTS) };
    case "Cursor":
      return { null: true };
    default:
      return { string: random.oneOf(VALID[name]) };
  }
}

/** Value with an error in it. Some values are valid after all: an invalid literal may be valid JSON. */
export function invalidValueOf(random, type, depth = 0) {
  if (isNonNullType(type)) return random.chance(0.2) ? { null: true } : invalidValueOf(random, type.ofType, depth);
  if (isListType(type)) return invalidList(random, type.ofType, depth);
  if (isInputObjectType(type) && random.chance(0.85)) return invalidObject(random, type, depth);
  if (isEnumType(type)) {
    const name = random.oneOf(type.getValues()).name;
    return random.oneOf([
      { string: name }, { enum: name.toLowerCase() }, { enum: "NOBODY" }, { int: "1" }, { bool: true },
      { list: [{ enum: name }] }, { object: [] }, { string: "" },
    ]);
  }
  return invalidScalar(random, type);
}

function invalidList(random, item, depth) {
  const valid = validValue(random, item, undefined, depth + 2);
  return random.oneOf([
    invalidValueOf(random, item, depth + 1),
    { list: [valid, invalidValueOf(random, item, depth + 1)] },
    { list: [{ null: true }] },
    { list: [valid, { null: true }] },
    { list: [{ list: [valid] }] },
  ]);
}

function invalidObject(random, type, depth) {
  const valid = objectOf(random, type, undefined, depth);
  const fields = Object.values(type.getFields());
  const of = (name) => type.getFields()[name].type;
  const ways = [
    () => ({ object: [...valid.object, [random.oneOf(["nobody", "__typename", "Id", "iD"]), { int: "1" }]] }),
    () => ({ object: valid.object.filter(([name]) => !isRequiredInputField(type.getFields()[name])) }),
    () => ({ object: valid.object.map(([name, value]) => [name, isNonNullType(of(name)) ? { null: true } : value]) }),
    () => ({ list: [valid] }),
  ];
  const inside = () => {
    const field = random.oneOf(fields);
    return { object: [...valid.object.filter(([name]) => name !== field.name), [field.name, invalidValueOf(random, field.type, depth + 1)]] };
  };
  if (type.isOneOf) {
    ways.push(
      () => ({ object: [] }),
      () => ({ object: [[random.oneOf(fields).name, { null: true }]] }),
      () => ({ object: random.sample(fields, 2).map((field) => [field.name, nonNullValue(random, field.type, undefined, depth + 2)]) }),
      () => ({ object: [...valid.object, [random.oneOf(fields.filter((field) => field.name !== valid.object[0][0])).name, { null: true }]] }),
    );
  }
  return depth < MAXIMUM_DEPTH && random.chance(0.5) ? inside() : random.oneOf(ways)();
}

function invalidScalar(random, type) {
  const any = [{ list: [{ list: [] }] }, { object: [] }, { object: [["a", { int: "1" }]] }];
  const own = {
    Int: [
      { string: "1" }, { float: "1.5" }, { float: "1e2" }, { float: "1.0" }, { bool: true }, { int: "2147483648" },
      { int: "-2147483649" }, { int: "99999999999999999999" }, { enum: "ONE" },
    ],
    Float: [{ string: "1.5" }, { bool: false }, { enum: "NaN" }],
    Boolean: [{ string: "true" }, { int: "0" }, { int: "1" }, { enum: "TRUE" }, { float: "1.0" }],
    ID: [{ float: "1.5" }, { bool: true }, { enum: "ID" }],
    String: [{ int: "1" }, { float: "1.5" }, { bool: true }, { enum: "harbour" }],
  }[type.name] ?? [{ int: "1" }, { bool: true }, { enum: "nowhere1" }, ...(INVALID[type.name] ?? ["a text"]).map((string) => ({ string }))];
  return random.chance(0.15) ? random.oneOf(any) : random.oneOf(own);
}
