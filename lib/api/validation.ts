import {
  JsonSchemaType,
  JsonSchemaVersion,
  type MethodOptions,
  type Model,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Contract } from '#functions/shared/contract';
import { type RequestShape, requestShapeOf, requiredQueryOf } from './request-shape.ts';

/**
 * The media types whose bodies API Gateway checks. What comes under another type is not validated
 * and reaches the function, which answers 415:
 * docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
const mediaTypes = ['application/json', 'application/merge-patch+json'];

type Validated = Pick<MethodOptions, 'requestModels' | 'requestParameters' | 'requestValidator'>;

/**
 * Makes what a method needs for API Gateway to refuse an obviously wrong request by itself. A stack
 * holds 500 resources: there is one model for each shape that several routes share, and one, an object
 * with any members, for all others, whose function tells what is missing.
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 *
 * `If-Match` is not among the required parameters: without it the answer is 428, which a validator
 * cannot give.
 */
export function validationOf(
  api: RestApi,
  contracts: readonly Contract[],
): (contract: Contract) => Validated {
  const byShape = Map.groupBy(contracts, (contract) => membersOf(shapeOf(contract)));
  const validator = api.addRequestValidator('RequestValidator', {
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  const models = new Map<string, Model>();
  const modelOf = (shape: RequestShape): Model => {
    const isShared = (byShape.get(membersOf(shape))?.length ?? 0) > 1;
    const required = isShared ? (shape.required ?? []) : [];
    const name = ['Object', ...required.map(pascalCase)].join('');
    const model =
      models.get(name) ??
      api.addModel(name, {
        modelName: name,
        description: `A JSON object with ${required.join(', ') || 'any members'}`,
        contentType: 'application/json',
        schema: {
          schema: JsonSchemaVersion.DRAFT4,
          type: JsonSchemaType.OBJECT,
          ...(required.length > 0 && { required: [...required] }),
        },
      });
    models.set(name, model);
    return model;
  };

  return (contract) => {
    const shape = shapeOf(contract);
    const query = requiredQueryOf(contract);
    if (shape === undefined && query.length === 0) return {};
    return {
      requestValidator: validator,
      ...(shape !== undefined && {
        requestModels: Object.fromEntries(mediaTypes.map((type) => [type, modelOf(shape)])),
      }),
      ...(query.length > 0 && {
        requestParameters: Object.fromEntries(
          query.map((name) => [`method.request.querystring.${name}`, true]),
        ),
      }),
    };
  };
}

/** A body of no stated type counts as JSON at API Gateway, and a form or a text may have none. */
const shapeOf = ({ body, form, text }: Contract): RequestShape | undefined =>
  form || text ? undefined : body && requestShapeOf(body);

/** Nothing where there is no body to check. */
const membersOf = (shape: RequestShape | undefined): string | undefined =>
  shape && (shape.required ?? []).join(' ');

const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
