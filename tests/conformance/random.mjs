// Repeatable random numbers (sfc32). A seed and an index start the generator, so that each request can be made alone.

/** Returns the random numbers of one request of one seed. */
export function seededRandom(seed, index) {
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
  for (let round = 0; round < 16; round += 1) next();
  return new Random(next);
}

class Random {
  #next;

  constructor(next) {
    this.#next = next;
  }

  /** True with this probability. */
  chance(probability) {
    return this.#next() < probability;
  }

  /** A whole number from `low` to `high` inclusive. */
  between(low, high) {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  /** A random item of a list; undefined if it is empty. */
  oneOf(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** A random value of a list of `[weight, value]`. */
  weighted(list) {
    let at = this.#next() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of list) {
      at -= weight;
      if (at < 0) return value;
    }
    return list.at(-1)[1];
  }

  /** Up to `count` different items of a list in random order. */
  sample(list, count) {
    const left = [...list];
    const taken = [];
    while (left.length > 0 && taken.length < count) {
      taken.push(...left.splice(this.between(0, left.length - 1), 1));
    }
    return taken;
  }
}
