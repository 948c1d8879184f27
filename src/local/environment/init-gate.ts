/** Lets at most `width` inits run at a time, first come, first served. Each init then has a core to itself, so that
 * what is measured is the handler's init and not the machine's queue; the wait is outside every figure. */
export interface InitGate {
  /** Resolves when it is this caller's turn; the caller must call what it resolves to, once it is done. */
  readonly enter: () => Promise<() => void>;
}

export function createInitGate(width: number): InitGate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  };
  return {
    enter: () =>
      new Promise((resolve) => {
        const admit = (): void => {
          let left = false;
          resolve(() => {
            if (!left) leave();
            left = true;
          });
        };
        if (inside < width) {
          inside += 1;
          admit();
        } else {
          waiting.push(admit);
        }
      }),
  };
}
