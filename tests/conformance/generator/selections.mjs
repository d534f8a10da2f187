// Selections over the served schema: fields with arguments, inline fragments, named fragments, directives.
//
// They stay within the limits and the business rules of the server, so that only the specification decides: small
// pages, one end of a list, one selector of an article, and no sessions, because hashing passwords is slow by design.
import { GraphQLNonNull, getNamedType, getNullableType, isAbstractType, isCompositeType, isRequiredArgument, doTypesOverlap } from "graphql";
import { invalidValueOf, validValue } from "./values.mjs";
import { literal } from "./serialize.mjs";

const EXCLUDED = new Set(["sessionOpen", "sessionRefresh", "sessionClose"]);
const MAXIMUM_ALIASES = 12;
const MAXIMUM_FRAGMENTS = 6;

export class Selections {
  #random;
  #schema;
  #variables;
  #composite;
  #aliases = 0;
  #values = 0;
  fragments = [];

  /** `invalidValue` is the number of the value that has to be invalid, if any. */
  constructor(random, schema, variables, prefix, invalidValue) {
    this.#random = random;
    this.#schema = schema;
    this.#variables = variables;
    this.prefix = prefix;
    this.invalidValue = invalidValue;
    this.#composite = Object.values(schema.getTypeMap()).filter((type) => isCompositeType(type) && !type.name.startsWith("__"));
  }

  /** Selection set on a type. */
  on(type, depth = 0) {
    const random = this.#random;
    const count = depth === 0 ? random.between(1, 3) : random.between(1, 4);
    const fields = random.sample(this.#fieldsOf(type, depth), count);
    const parts = fields.map((field) => this.#part(type, field, depth));
    if (parts.length === 0 || random.chance(0.12)) parts.push(this.#typename());
    if (isAbstractType(type) && depth < 6) parts.push(this.#narrowed(type, depth));
    if (random.chance(0.08)) parts.push(this.#fragment(type, depth));
    if (random.chance(0.04)) parts.push(parts[0]);
    return `{ ${parts.join(random.oneOf([" ", "\n", ", "]))} }`;
  }

  #fieldsOf(type, depth) {
    const fields = Object.values(type.getFields?.() ?? {}).filter((field) => !EXCLUDED.has(field.name));
    return depth < 5 ? fields : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
  }

  #part(type, field, depth) {
    const text = this.#field(type, field, depth);
    const ways = [
      [0.93, () => text],
      [0.03, () => `... { ${text} }`],
      [0.02, () => `... on ${type.name} { ${text} }`],
      [0.02, () => `...${this.#directive()} { ${text} }`],
    ];
    return this.#random.weighted(ways)();
  }

  #typename() {
    const alias = this.#random.chance(0.3) ? this.#alias("kind") : "";
    return `${alias}__typename${this.#random.chance(0.1) ? this.#directive() : ""}`;
  }

  #field(type, field, depth) {
    const random = this.#random;
    const written = this.#arguments(field);
    const alias = (written !== "" && random.chance(0.25)) || random.chance(0.06) ? this.#alias(random.oneOf([
      "a", "type", "on", "fragment", "x_",
    ])) : "";
    const directive = random.chance(0.06) ? this.#directive() : "";
    const inner = getNamedType(field.type);
    return `${alias}${field.name}${written}${directive}${isCompositeType(inner) ? ` ${this.on(inner, depth + 1)}` : ""}`;
  }

  #alias(word) {
    if (this.#aliases >= MAXIMUM_ALIASES) return "";
    this.#aliases += 1;
    return `${word}${this.prefix}${this.#aliases}: `;
  }

  #arguments(field) {
    const written = this.#chosenArguments(field).map((argument) => `${argument.name}: ${literal(this.#value(field, argument))}`);
    return written.length > 0 ? `(${written.join(", ")})` : "";
  }

  #chosenArguments(field) {
    const random = this.#random;
    const named = (name) => field.args.filter((argument) => argument.name === name);
    if (field.name === "article" && field.args.length > 1) return named(random.oneOf(["slug", "id"]));
    const end = random.weighted([[0.75, "first"], [0.25, "last"]]);
    return field.args.filter((argument) => {
      if (argument.name === "first" || argument.name === "last") return argument.name === end;
      // A window is valid with one order only, and the order is chosen independently.
      if (argument.name === "window") return false;
      return isRequiredArgument(argument) || random.chance(0.25);
    });
  }

  #value(field, argument) {
    this.#values += 1;
    if (this.#values === this.invalidValue) return invalidValueOf(this.#random, argument.type);
    // An article needs one of its two selectors, and a page whose length is null has the default length.
    const open = getNullableType(argument.type);
    if (field.name === "article" || argument.name === "first" || argument.name === "last") {
      return this.#random.chance(0.3) ? this.#variables.nonNull(open) : validValue(this.#random, new GraphQLNonNull(open));
    }
    return validValue(this.#random, argument.type, this.#variables, 0, argument.defaultValue !== undefined);
  }

  #directive() {
    const random = this.#random;
    const one = (name) => ` @${name}(if: ${literal(validValue(random, new GraphQLNonNull(this.#schema.getType("Boolean")), this.#variables))})`;
    return random.chance(0.15) ? one("skip") + one("include") : one(random.oneOf(["skip", "include"]));
  }

  #narrowed(type, depth) {
    const possible = this.#schema.getPossibleTypes(type);
    return this.#random.sample(possible, this.#random.between(1, 2)).map((one) => `... on ${one.name} ${this.on(one, depth + 1)}`).join(" ");
  }

  #fragment(type, depth) {
    const random = this.#random;
    const fits = (one) => doTypesOverlap(this.#schema, type, one);
    const known = this.fragments.filter((fragment) => fits(fragment.type));
    if (known.length > 0 && (random.chance(0.5) || this.fragments.length >= MAXIMUM_FRAGMENTS)) return `...${random.oneOf(known).name}`;
    if (this.fragments.length >= MAXIMUM_FRAGMENTS) return this.#typename();
    const on = random.chance(0.7) ? type : random.oneOf(this.#composite.filter(fits));
    // The fragment is added after its body is made, so that it cannot spread itself.
    const body = this.on(on, depth + 2);
    const name = `${random.oneOf(["F", "fragment", "query", "_"])}${this.prefix}${this.fragments.length}`;
    this.fragments.push({ name, type: on, text: `fragment ${name} on ${on.name} ${body}` });
    return `...${name}`;
  }
}
