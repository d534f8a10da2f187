// Chance that can be had again: a small generator (sfc32) that is seeded by two numbers, so that each document of a seed can be made alone.

/** Makes the chance of one document of one seed. */
export function chanceOf(seed, index) {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, index >>> 0, 1];
  const next = () => {
    const t = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + t) >>> 0;
    return t / 2 ** 32;
  };
  for (let turn = 0; turn < 16; turn += 1) next();
  return new Chance(next);
}

class Chance {
  #next;

  constructor(next) {
    this.#next = next;
  }

  /** Whether something of this probability comes to pass. */
  happens(probability) {
    return this.#next() < probability;
  }

  /** A whole number from `low` to `high`, both among them. */
  between(low, high) {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  /** One of a list; nothing of an empty one. */
  oneOf(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** One of a list of `[weight, value]`. */
  weighed(list) {
    let at = this.#next() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of list) {
      at -= weight;
      if (at < 0) return value;
    }
    return list.at(-1)[1];
  }

  /** So many of a list, each once, in any order. */
  some(list, count) {
    const left = [...list];
    const taken = [];
    while (left.length > 0 && taken.length < count) {
      taken.push(...left.splice(this.between(0, left.length - 1), 1));
    }
    return taken;
  }
}
