// The variables of one operation: each is declared when a value asks for it, and given a value that fits, or left out where that may be.
import { isNonNullType } from "graphql";
import { badValue, goodValue } from "./values.mjs";
import { json, literal } from "./writing.mjs";

const MOST = 12;

export class Variables {
  #chance;
  #declared = [];

  constructor(chance) {
    this.#chance = chance;
  }

  /** A variable for a place of this type, or a value where there are variables enough. */
  of(type, hasDefault) {
    if (this.#declared.length >= MOST) return goodValue(this.#chance, type);
    const open = isNonNullType(type) ? type.ofType : type;
    const ways = [() => this.#declare(type), () => this.#declare(`${open}!`, open), () => this.#withDefault(open)];
    // Where the place has a default of its own, a variable may be null's type though the place's is not; null itself it may not be.
    if (hasDefault) ways.push(() => this.#declare(String(open), open, true));
    return this.#again(type) ?? this.#chance.oneOf(ways)();
  }

  /** A variable that cannot be null. */
  certain(type) {
    return this.#declare(`${type}!`, type);
  }

  /** What stands in the brackets of the operation; nothing where there are none. */
  declarations() {
    if (this.#declared.length === 0) return "";
    return `(${this.#declared.map(({ name, type, standard }) => `$${name}: ${type}${standard ? ` = ${literal(standard)}` : ""}`).join(", ")})`;
  }

  /** The values as JSON, or nothing where there are none to send. */
  values() {
    const given = this.#declared.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]);
    const chance = this.#chance;
    if (chance.happens(0.1)) given.push([`beside${chance.between(1, 9)}`, chance.oneOf([{ int: "1" }, { null: true }, { object: [] }])]);
    if (given.length > 0) return json({ object: given });
    return chance.oneOf([undefined, undefined, "{}", "null"]);
  }

  /** Gives one of the variables a value that does not fit, or none where one is needed. */
  spoil() {
    const chance = this.#chance;
    const one = chance.oneOf(this.#declared);
    if (one === undefined) return false;
    if (isNonNullType(one.of) && chance.happens(0.2)) one.value = chance.oneOf([undefined, { null: true }]);
    else if (one.standard && chance.happens(0.3)) one.value = { null: true };
    else one.value = badValue(chance, one.of);
    return true;
  }

  #again(type) {
    const same = this.#declared.filter((one) => one.type === String(type));
    return same.length > 0 && this.#chance.happens(0.3) ? { variable: this.#chance.oneOf(same).name } : undefined;
  }

  #declare(type, of = type, certain = isNonNullType(type) || String(type).endsWith("!")) {
    const nullable = !String(type).endsWith("!");
    const chance = this.#chance;
    const name = chance.oneOf(["a", "of", "query", "on", "_v"]) + (this.#declared.length + 1);
    const value = nullable && chance.happens(0.3) ? (certain || chance.happens(0.5) ? undefined : { null: true }) : this.#good(of, certain);
    this.#declared.push({ name, type: String(type), of, value });
    return { variable: name };
  }

  #withDefault(open) {
    const chance = this.#chance;
    const name = `d${this.#declared.length + 1}`;
    const standard = this.#good(open, true);
    const value = chance.happens(0.5) ? undefined : this.#good(open, true);
    this.#declared.push({ name, type: String(open), of: open, standard: standard.null ? undefined : standard, value });
    return { variable: name };
  }

  #good(type, certain) {
    for (let turn = 0; turn < 20; turn += 1) {
      const value = goodValue(this.#chance, type, undefined, 1);
      if (!certain || !value.null) return value;
    }
    return { null: true };
  }
}
