// Values of input types, good ones and bad ones, in a form that can be written as a literal of a document or as JSON of a variable.
//
// A value is one of `{int}`, `{float}`, `{string}`, `{block}`, `{enum}`, `{bool}`, `{null}`, `{list}`, `{object: [[name, value], ..]}`, `{variable}`.
import { isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField } from "graphql";
import { BAD, GOOD } from "../scalars.mjs";

const DEEP = 4;

// Well made, and of nothing that there is.
const IDS = ["QQGPAAAAcACAAAAAAAAAAAA", "VAGPAAAAcACAAAAAAAAAAAA", "nothing-of-ours"];
// Without control characters: where names are asked for they are refused for what they mean.
const TEXTS = ["harbour", "a", "", "Sister Bridge", "caf\u00e9", "\u{1f600}", "a \"quoted\" word", "back\\slash", "# no comment", "{ }"];

/** A value that the type takes. `variables`, where given, may put a variable in its place. */
export function goodValue(chance, type, variables, depth = 0, hasDefault = false) {
  if (variables && chance.happens(depth === 0 ? 0.3 : 0.12)) return variables.of(type, hasDefault);
  if (isNonNullType(type)) return present(chance, type.ofType, variables, depth);
  return chance.happens(0.07) ? { null: true } : present(chance, type, variables, depth);
}

function present(chance, type, variables, depth) {
  if (isListType(type)) return listOf(chance, type, variables, depth);
  if (isInputObjectType(type)) return objectOf(chance, type, variables, depth);
  if (isEnumType(type)) return { enum: chance.oneOf(type.getValues()).name };
  return scalarOf(chance, type.name);
}

function listOf(chance, type, variables, depth) {
  const item = type.ofType;
  // A single value stands for a list of itself.
  if (chance.happens(0.15)) return present(chance, isNonNullType(item) ? item.ofType : item, variables, depth + 1);
  const length = depth > DEEP ? 0 : chance.between(0, depth > 2 ? 1 : 3);
  return { list: Array.from({ length }, () => goodValue(chance, item, variables, depth + 1)) };
}

function objectOf(chance, type, variables, depth) {
  const fields = Object.values(type.getFields());
  if (type.isOneOf) {
    const shallow = fields.filter((field) => !isInputObjectType(field.type) || field.name === "divider" || field.name === "text");
    const field = chance.oneOf(depth > DEEP - 1 && shallow.length > 0 ? shallow : fields);
    const value = variables && chance.happens(0.15) ? variables.certain(field.type) : present(chance, field.type, variables, depth + 1);
    return { object: [[field.name, value]] };
  }
  const taken = fields.filter((field) => isRequiredInputField(field) || (depth < DEEP && chance.happens(0.25)));
  return { object: taken.map((field) => [field.name, goodValue(chance, field.type, variables, depth + 1, field.defaultValue !== undefined)]) };
}

function scalarOf(chance, name) {
  switch (name) {
    case "Int":
      return { int: String(chance.between(2, 5)) };
    case "Float":
      return chance.happens(0.5) ? { float: "1.5" } : { int: "3" };
    case "Boolean":
      return { bool: chance.happens(0.5) };
    case "ID":
      return chance.happens(0.2) ? { int: String(chance.between(0, 99)) } : { string: chance.oneOf(IDS) };
    case "String":
      return chance.happens(0.1) ? { block: chance.oneOf(["harbour", " \\\"\"\" ", "\\n"]) } : { string: chance.oneOf(TEXTS) };
    case "Cursor":
      return { null: true };
    default:
      return { string: chance.oneOf(GOOD[name]) };
  }
}

/** A value with something wrong in it, somewhere; now and then nothing is, since what is wrong in a literal may be good in JSON. */
export function badValue(chance, type, depth = 0) {
  if (isNonNullType(type)) return chance.happens(0.2) ? { null: true } : badValue(chance, type.ofType, depth);
  if (isListType(type)) return badList(chance, type.ofType, depth);
  if (isInputObjectType(type) && chance.happens(0.85)) return badObject(chance, type, depth);
  if (isEnumType(type)) {
    const name = chance.oneOf(type.getValues()).name;
    return chance.oneOf([
      { string: name }, { enum: name.toLowerCase() }, { enum: "NOBODY" }, { int: "1" }, { bool: true },
      { list: [{ enum: name }] }, { object: [] }, { string: "" },
    ]);
  }
  return badScalar(chance, type);
}

function badList(chance, item, depth) {
  const good = goodValue(chance, item, undefined, depth + 2);
  return chance.oneOf([
    badValue(chance, item, depth + 1),
    { list: [good, badValue(chance, item, depth + 1)] },
    { list: [{ null: true }] },
    { list: [good, { null: true }] },
    { list: [{ list: [good] }] },
  ]);
}

function badObject(chance, type, depth) {
  const good = objectOf(chance, type, undefined, depth);
  const fields = Object.values(type.getFields());
  const of = (name) => type.getFields()[name].type;
  const ways = [
    () => ({ object: [...good.object, [chance.oneOf(["nobody", "__typename", "Id", "iD"]), { int: "1" }]] }),
    () => ({ object: good.object.filter(([name]) => !isRequiredInputField(type.getFields()[name])) }),
    () => ({ object: good.object.map(([name, value]) => [name, isNonNullType(of(name)) ? { null: true } : value]) }),
    () => ({ list: [good] }),
  ];
  const inside = () => {
    const field = chance.oneOf(fields);
    return { object: [...good.object.filter(([name]) => name !== field.name), [field.name, badValue(chance, field.type, depth + 1)]] };
  };
  if (type.isOneOf) {
    ways.push(
      () => ({ object: [] }),
      () => ({ object: [[chance.oneOf(fields).name, { null: true }]] }),
      () => ({ object: chance.some(fields, 2).map((field) => [field.name, present(chance, field.type, undefined, depth + 2)]) }),
      () => ({ object: [...good.object, [chance.oneOf(fields.filter((field) => field.name !== good.object[0][0])).name, { null: true }]] }),
    );
  }
  return depth < DEEP && chance.happens(0.5) ? inside() : chance.oneOf(ways)();
}

function badScalar(chance, type) {
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
  }[type.name] ?? [{ int: "1" }, { bool: true }, { enum: "nowhere1" }, ...(BAD[type.name] ?? ["a text"]).map((string) => ({ string }))];
  return chance.happens(0.15) ? chance.oneOf(any) : chance.oneOf(own);
}
