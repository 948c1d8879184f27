import type { Tried, TriedPermission } from '../../model/doctor.ts';
import { messageOf } from '../../model/errors.ts';
import type { OperationName } from '../../model/operations.ts';
import { missingPermission, refusalOf } from '../errors.ts';

/** Tries permissions by using them, and keeps what came of each. */
export class Trials {
  readonly #tried: TriedPermission[] = [];

  get all(): readonly TriedPermission[] {
    return this.#tried;
  }

  record(operation: OperationName, functionName: string, tried: Tried): void {
    this.#tried.push({ operation, functionName, ...tried });
  }

  /**
   * Asks once.
   * @returns the answer; null where it was refused, or failed
   * @throws UsageError, UnreachableError where no other call would fare better
   */
  async ask<Answer>(
    operation: OperationName,
    functionName: string,
    question: () => Promise<Answer>,
  ): Promise<Answer | null> {
    try {
      const answer = await question();
      this.record(operation, functionName, { result: 'allowed' });
      return answer;
    } catch (error) {
      const denied = missingPermission(operation, error);
      const refusal = denied === null ? refusalOf(operation, error) : null;
      if (refusal !== null) throw refusal;
      this.record(
        operation,
        functionName,
        denied === null ? { result: 'failed', says: messageOf(error) } : { result: 'denied', says: denied },
      );
      return null;
    }
  }
}
