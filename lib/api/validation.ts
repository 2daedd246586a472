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
 * Makes what a method needs for API Gateway to refuse an obviously wrong request by itself. One model
 * for each shape, not for each route: a stack holds 500 resources.
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 *
 * `If-Match` is not among the required parameters: without it the answer is 428, which a validator
 * cannot give.
 */
export function validationOf(api: RestApi): (contract: Contract) => Validated {
  const validator = api.addRequestValidator('RequestValidator', {
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  const models = new Map<string, Model>();
  const modelOf = ({ type: _, required = [] }: RequestShape): Model => {
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
    // A body of no stated type counts as JSON there, and a form or a text may have none.
    const isOther = contract.form || contract.text;
    const shape = isOther ? undefined : contract.body && requestShapeOf(contract.body);
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

const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
