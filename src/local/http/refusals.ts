import { ApiError, throttled } from '../control/api-error.ts';
import type { FaultEffect } from '../fault-schema.ts';

/** Whom a fault refuses something, and what. */
export interface Refused {
  readonly service: 'lambda' | 'logs';
  readonly operation: string;
  readonly resourceArn: string;
  readonly accountId: string;
}

/** IAM names an action like its operation, except Invoke. */
const actionOf = ({ service, operation }: Refused): string =>
  service === 'lambda' && operation === 'Invoke' ? 'lambda:InvokeFunction' : `${service}:${operation}`;

/** The error a fault on order answers in place of the operation; null: it lets the operation run.
 * @see https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html */
export function refusalOf(effect: FaultEffect, refused: Refused): ApiError | null {
  // The JSON protocol of the Logs API answers 400 where REST answers 403.
  const forbidden = refused.service === 'logs' ? 400 : 403;
  switch (effect.kind) {
    case 'throttle':
      return refused.service === 'logs'
        ? new ApiError(400, 'ThrottlingException', 'Rate exceeded')
        : throttled(effect.reason);
    case 'error':
      return new ApiError(effect.status, effect.type, effect.message);
    case 'access-denied': {
      const action = actionOf(refused);
      return new ApiError(
        forbidden,
        'AccessDeniedException',
        `User: arn:aws:iam::${refused.accountId}:user/local is not authorized to perform: ${action} on resource: ${refused.resourceArn} because no identity-based policy allows the ${action} action`,
      );
    }
    case 'expired-token':
      return new ApiError(
        forbidden,
        'ExpiredTokenException',
        'The security token included in the request is expired',
      );
    default:
      return null;
  }
}
