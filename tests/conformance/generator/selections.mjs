// Selections over the served schema: fields with arguments, inline fragments, named fragments, directives.
//
// They keep within what a server may refuse for its size or its meaning, so that nothing but the specification decides: short pages, one end of a
// list, one of two names of an article, and no signing in, which is slow on purpose.
import { GraphQLNonNull, getNamedType, getNullableType, isAbstractType, isCompositeType, isRequiredArgument, doTypesOverlap } from "graphql";
import { badValue, goodValue } from "./values.mjs";
import { literal } from "./writing.mjs";

const LEFT_OUT = new Set(["sessionOpen", "sessionRefresh", "sessionClose"]);
const MOST_ALIASES = 12;
const MOST_FRAGMENTS = 6;

export class Selections {
  #chance;
  #schema;
  #variables;
  #composite;
  #aliases = 0;
  #values = 0;
  fragments = [];

  /** `spoilt` is the number of the value that is to be a bad one, if any. */
  constructor(chance, schema, variables, prefix, spoilt) {
    this.#chance = chance;
    this.#schema = schema;
    this.#variables = variables;
    this.prefix = prefix;
    this.spoilt = spoilt;
    this.#composite = Object.values(schema.getTypeMap()).filter((type) => isCompositeType(type) && !type.name.startsWith("__"));
  }

  /** A selection set on this type. */
  on(type, depth = 0) {
    const chance = this.#chance;
    const count = depth === 0 ? chance.between(1, 3) : chance.between(1, 4);
    const fields = chance.some(this.#fieldsOf(type, depth), count);
    const parts = fields.map((field) => this.#part(type, field, depth));
    if (parts.length === 0 || chance.happens(0.12)) parts.push(this.#typename());
    if (isAbstractType(type) && depth < 6) parts.push(this.#narrowed(type, depth));
    if (chance.happens(0.08)) parts.push(this.#fragment(type, depth));
    if (chance.happens(0.04)) parts.push(parts[0]);
    return `{ ${parts.join(chance.oneOf([" ", "\n", ", "]))} }`;
  }

  #fieldsOf(type, depth) {
    const fields = Object.values(type.getFields?.() ?? {}).filter((field) => !LEFT_OUT.has(field.name));
    return depth < 5 ? fields : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
  }

  #part(type, field, depth) {
    const written = this.#field(type, field, depth);
    const ways = [
      [0.93, () => written],
      [0.03, () => `... { ${written} }`],
      [0.02, () => `... on ${type.name} { ${written} }`],
      [0.02, () => `...${this.#directive()} { ${written} }`],
    ];
    return this.#chance.weighed(ways)();
  }

  #typename() {
    const alias = this.#chance.happens(0.3) ? this.#alias("kind") : "";
    return `${alias}__typename${this.#chance.happens(0.1) ? this.#directive() : ""}`;
  }

  #field(type, field, depth) {
    const chance = this.#chance;
    const written = this.#arguments(field);
    const alias = (written !== "" && chance.happens(0.25)) || chance.happens(0.06) ? this.#alias(chance.oneOf([
      "a", "type", "on", "fragment", "x_",
    ])) : "";
    const directive = chance.happens(0.06) ? this.#directive() : "";
    const inner = getNamedType(field.type);
    return `${alias}${field.name}${written}${directive}${isCompositeType(inner) ? ` ${this.on(inner, depth + 1)}` : ""}`;
  }

  #alias(word) {
    if (this.#aliases >= MOST_ALIASES) return "";
    this.#aliases += 1;
    return `${word}${this.prefix}${this.#aliases}: `;
  }

  #arguments(field) {
    const written = this.#wanted(field).map((argument) => `${argument.name}: ${literal(this.#value(field, argument))}`);
    return written.length > 0 ? `(${written.join(", ")})` : "";
  }

  #wanted(field) {
    const chance = this.#chance;
    const named = (name) => field.args.filter((argument) => argument.name === name);
    if (field.name === "article" && field.args.length > 1) return named(chance.oneOf(["slug", "id"]));
    const end = chance.weighed([[0.75, "first"], [0.25, "last"]]);
    return field.args.filter((argument) => {
      if (argument.name === "first" || argument.name === "last") return argument.name === end;
      // A window is for one order alone, and orders are drawn apart from it.
      if (argument.name === "window") return false;
      return isRequiredArgument(argument) || chance.happens(0.25);
    });
  }

  #value(field, argument) {
    this.#values += 1;
    if (this.#values === this.spoilt) return badValue(this.#chance, argument.type);
    // Of an article's two names one has to be there, and a page whose length is null is as long as the server likes.
    const open = getNullableType(argument.type);
    if (field.name === "article" || argument.name === "first" || argument.name === "last") {
      return this.#chance.happens(0.3) ? this.#variables.certain(open) : goodValue(this.#chance, new GraphQLNonNull(open));
    }
    return goodValue(this.#chance, argument.type, this.#variables, 0, argument.defaultValue !== undefined);
  }

  #directive() {
    const chance = this.#chance;
    const one = (name) => ` @${name}(if: ${literal(goodValue(chance, new GraphQLNonNull(this.#schema.getType("Boolean")), this.#variables))})`;
    return chance.happens(0.15) ? one("skip") + one("include") : one(chance.oneOf(["skip", "include"]));
  }

  #narrowed(type, depth) {
    const possible = this.#schema.getPossibleTypes(type);
    return this.#chance.some(possible, this.#chance.between(1, 2)).map((one) => `... on ${one.name} ${this.on(one, depth + 1)}`).join(" ");
  }

  #fragment(type, depth) {
    const chance = this.#chance;
    const fits = (one) => doTypesOverlap(this.#schema, type, one);
    const known = this.fragments.filter((fragment) => fits(fragment.type));
    if (known.length > 0 && (chance.happens(0.5) || this.fragments.length >= MOST_FRAGMENTS)) return `...${chance.oneOf(known).name}`;
    if (this.fragments.length >= MOST_FRAGMENTS) return this.#typename();
    const on = chance.happens(0.7) ? type : chance.oneOf(this.#composite.filter(fits));
    // It is named and known only when it is whole, so that it cannot spread itself.
    const body = this.on(on, depth + 2);
    const name = `${chance.oneOf(["F", "fragment", "query", "_"])}${this.prefix}${this.fragments.length}`;
    this.fragments.push({ name, type: on, text: `fragment ${name} on ${on.name} ${body}` });
    return `...${name}`;
  }
}
