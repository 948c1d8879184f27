/** Rows a block. A block is there once a row of it has a value: what no row has (a restore, an error) takes no memory. */
const blockBits = 15;
const blockRows = 1 << blockBits;
const inBlock = blockRows - 1;

/** Numbers by position, eight bytes each; null where none was set. Never NaN, which stands for null inside. */
export class NumberColumn {
  readonly #blocks: (Float64Array | undefined)[] = [];

  get(at: number): number | null {
    const value = this.#blocks[at >>> blockBits]?.[at & inBlock];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  set(at: number, value: number | null): void {
    let block = this.#blocks[at >>> blockBits];
    if (block === undefined) {
      if (value === null) return;
      block = new Float64Array(blockRows).fill(Number.NaN);
      this.#blocks[at >>> blockBits] = block;
    }
    block[at & inBlock] = value ?? Number.NaN;
  }
}

/** Whole numbers from 0 to 4,294,967,295 by position, four bytes each; 0 where none was set. */
export class CodeColumn {
  readonly #blocks: (Uint32Array | undefined)[] = [];

  get(at: number): number {
    return this.#blocks[at >>> blockBits]?.[at & inBlock] ?? 0;
  }

  set(at: number, code: number): void {
    let block = this.#blocks[at >>> blockBits];
    if (block === undefined) {
      if (code === 0) return;
      block = new Uint32Array(blockRows);
      this.#blocks[at >>> blockBits] = block;
    }
    block[at & inBlock] = code;
  }
}

/** What many rows share, each kept once under a code from 1 on. Code 0 is null. */
export class Names<Name extends string | number> {
  readonly #codes = new Map<Name, number>();
  readonly #names: (Name | null)[] = [null];

  constructor(known: Iterable<Name> = []) {
    for (const name of known) this.codeOf(name);
  }

  codeOf(name: Name | null): number {
    if (name === null) return 0;
    const known = this.#codes.get(name);
    if (known !== undefined) return known;
    const code = this.#names.length;
    this.#codes.set(name, code);
    this.#names.push(name);
    return code;
  }

  nameOf(code: number): Name | null {
    return this.#names[code] ?? null;
  }

  has(name: Name): boolean {
    return this.#codes.has(name);
  }
}

/** Names by position; null where none was set. */
export class NameColumn<Name extends string | number> {
  readonly #codes = new CodeColumn();
  readonly #names: Names<Name>;
  // Nearly always the row before has the same name: comparing costs a third of looking up.
  #lastName: Name | null = null;
  #lastCode = 0;

  constructor(names: Names<Name>) {
    this.#names = names;
  }

  get(at: number): Name | null {
    return this.#names.nameOf(this.#codes.get(at));
  }

  set(at: number, name: Name | null): void {
    if (name !== this.#lastName) {
      this.#lastCode = this.#names.codeOf(name);
      this.#lastName = name;
    }
    this.#codes.set(at, this.#lastCode);
  }

  codeAt(at: number): number {
    return this.#codes.get(at);
  }

  /** A row has, or has had, this name. */
  holds(name: Name): boolean {
    return this.#names.has(name);
  }
}

/** Yes or no by position; no where nothing was set. */
export class FlagColumn {
  readonly #codes = new CodeColumn();

  get(at: number): boolean {
    return this.#codes.get(at) === 1;
  }

  set(at: number, flag: boolean): void {
    this.#codes.set(at, flag ? 1 : 0);
  }
}
