// Variables of one operation. Each is declared when a value uses it, and gets a valid value or none if it is optional.
import { isNonNullType } from "graphql";
import { invalidValueOf, validValue } from "./values.mjs";
import { json, literal } from "./serialize.mjs";

const MAXIMUM = 12;

export class Variables {
  #random;
  #declared = [];

  constructor(random) {
    this.#random = random;
  }

  /** Variable for a position of a type, or a plain value if there are enough variables. */
  of(type, hasDefault) {
    if (this.#declared.length >= MAXIMUM) return validValue(this.#random, type);
    const open = isNonNullType(type) ? type.ofType : type;
    const ways = [() => this.#declare(type), () => this.#declare(`${open}!`, open), () => this.#withDefault(open)];
    // A position with a default accepts a variable of the nullable type, but not the value null.
    if (hasDefault) ways.push(() => this.#declare(String(open), open, true));
    return this.#reuse(type) ?? this.#random.oneOf(ways)();
  }

  /** Non-null variable. */
  nonNull(type) {
    return this.#declare(`${type}!`, type);
  }

  /** Variable definitions of the operation in parentheses; empty without variables. */
  declarations() {
    if (this.#declared.length === 0) return "";
    return `(${this.#declared.map(({ name, type, defaultValue }) => `$${name}: ${type}${defaultValue ? ` = ${literal(defaultValue)}` : ""}`).join(", ")})`;
  }

  /** Values as JSON; undefined if there are none. */
  values() {
    const given = this.#declared.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]);
    const random = this.#random;
    if (random.chance(0.1)) given.push([`extra${random.between(1, 9)}`, random.oneOf([{ int: "1" }, { null: true }, { object: [] }])]);
    if (given.length > 0) return json({ object: given });
    return random.oneOf([undefined, undefined, "{}", "null"]);
  }

  /** Gives one variable an invalid value, or removes a required one. */
  invalidate() {
    const random = this.#random;
    const one = random.oneOf(this.#declared);
    if (one === undefined) return false;
    if (isNonNullType(one.of) && random.chance(0.2)) one.value = random.oneOf([undefined, { null: true }]);
    else if (one.defaultValue && random.chance(0.3)) one.value = { null: true };
    else one.value = invalidValueOf(random, one.of);
    return true;
  }

  #reuse(type) {
    const same = this.#declared.filter((one) => one.type === String(type));
    return same.length > 0 && this.#random.chance(0.3) ? { variable: this.#random.oneOf(same).name } : undefined;
  }

  #declare(type, of = type, certain = isNonNullType(type) || String(type).endsWith("!")) {
    const nullable = !String(type).endsWith("!");
    const random = this.#random;
    const name = random.oneOf(["a", "of", "query", "on", "_v"]) + (this.#declared.length + 1);
    const value = nullable && random.chance(0.3) ? (certain || random.chance(0.5) ? undefined : { null: true }) : this.#valid(of, certain);
    this.#declared.push({ name, type: String(type), of, value });
    return { variable: name };
  }

  #withDefault(open) {
    const random = this.#random;
    const name = `d${this.#declared.length + 1}`;
    const defaultValue = this.#valid(open, true);
    const value = random.chance(0.5) ? undefined : this.#valid(open, true);
    this.#declared.push({ name, type: String(open), of: open, defaultValue: defaultValue.null ? undefined : defaultValue, value });
    return { variable: name };
  }

  #valid(type, certain) {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const value = validValue(this.#random, type, undefined, 1);
      if (!certain || !value.null) return value;
    }
    return { null: true };
  }
}
