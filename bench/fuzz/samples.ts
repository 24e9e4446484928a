/** Sound texts of languages of which the repository has no file of its own. */

export const waiversText = `- claim: http.cors-allowed
  reason: the new front end moves in with the next release
  owner: platform
  approver: head of platform
  ticket: OPS-1
  expires: 2027-01-31
  target: orders
  environment: staging
- claim: pool.recycle
  reason: the database has a proxy
  owner: data
  expires: "2027-02-28"
  digest: sha256:${'0'.repeat(64)}
`

export const ownClaimsText = `billing.invoice-idempotent:
  level: must
  impact: o
  statement: An invoice that is sent twice is booked once.
  remedy: Keep the key of each request.
  prevents: Customers pay twice.
  check:
    as: user
    rounds: 3
    requests:
      - request: { post: /invoices, json: { key: "{unique}", amount: 10 } }
        atOnce: 2
        expect: { status: [201, 2xx], within: 500 ms, json: { $.id: { exists: true } } }
        save: { id: $.id }
      - request: { get: "/invoices/{id}" }
        expect: { status: 200, headers: { etag: { contains: a } }, text: { matches: a+ } }
`

export const apiText = `openapi: 3.1.0
servers: [{ url: https://a.example/api }]
paths:
  /login:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Login" }
      responses:
        "200":
          content:
            application/json: { schema: { $ref: "#/components/schemas/Session" } }
  /records/{id}:
    get:
      parameters: [{ in: path, name: id, schema: { type: integer } }]
      responses: { "200": { description: one } }
    put:
      parameters: [{ in: body, name: body, schema: { $ref: "#/components/schemas/Login" } }]
      responses: { default: { $ref: "#/components/responses/None" } }
components:
  responses: { None: { description: none } }
  schemas:
    Login:
      type: object
      required: [email, password]
      properties:
        email: { type: string, format: email, example: a@b.example }
        password: { type: string, minLength: 12 }
        friend: { $ref: "#/components/schemas/Login" }
    Session:
      allOf:
        - { $ref: "#/components/schemas/Login" }
        - { type: [object, "null"], properties: { token: { type: string, default: a } } }
`
