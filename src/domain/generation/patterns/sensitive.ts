/** Columns that nobody should meet by accident: secrets, and what identifies a person to others. By name and type only; rows are never looked at. */
import type { Pattern } from "../../../model/generation.ts";
import type { Column } from "../facts/catalog.ts";
import { wordsOf } from "../facts/words.ts";
import { isMoment, isWholeNumber } from "./column-kinds.ts";
import { keyColumns, pattern, type Detector } from "./context.ts";

const SECRETS =
  /(?:^|_)(?:password|passwd|passphrase|pwd|secret|secrets|token|tokens|api_?key|private_?key|access_?key|signing_key|encryption_key|salt|otp|totp|hotp|mfa|recovery_codes?|backup_codes?|pin|cvv|cvc|credentials?|session_key|refresh_token|access_token|id_token|authorization_code|client_secret|verifier|nonce|hashed_secret|password_?hash|password_?salt|password_?digest|encrypted_\w+)(?:_|$)|password|apikey/;
const PERSONAL =
  /(?:^|_)(?:ssn|social_security\w*|national_?id\w*|tax_?id|tin|passport\w*|driver_?s?_?licen[cs]e\w*|iban|bic|credit_?card\w*|card_?number|account_?number|routing_?number|birth_?date|date_of_birth|dob|medical_record\w*|mrn|salary|wage|diagnosis_text|fingerprint_image|biometric\w*)(?:_|$)/;
/** Words by which a name that sounds secret only speaks about one. */
const ABOUT =
  /(?:_(?:type|count|at|on|expires?|expiry|expires_at|name|hint|id|ids|kind|used|enabled|required|attempts|url|uri|length|scope|scopes|algorithm|status|index|limit|lifetime|usage|usages|budget|verified|prefix|endpoint)$)|^(?:has|is|requires|allow|max|min|num|use)_|(?:^|_)(?:tokens_used|total_tokens|input_tokens|output_tokens|token_count)/;

export const sensitive: Detector = (table, context) => {
  const keys = keyColumns(table, context);
  return table.columns.flatMap((column): Pattern[] => {
    // A key tells rows apart; what it leads to is another matter.
    const kind = keys.has(column.name) ? undefined : sensitivityOf(column);
    if (kind === undefined) return [];
    const sure = kind === "secret" ? 0.95 : 0.9;
    return [
      pattern("sensitive", table, sure, `${column.name} sounds like ${kind === "secret" ? "a secret" : "something private"}`, {
        columns: { column: column.name },
      }),
    ];
  });
};

function sensitivityOf(column: Column): "secret" | "private" | undefined {
  const name = wordsOf(column.name).join("_");
  if (column.baseType === "boolean") return undefined;
  if (PERSONAL.test(name) && !/_(?:type|kind|verified|count)$/.test(name)) return "private";
  if (isMoment(column) || isWholeNumber(column) || column.baseType === "numeric" || column.values !== undefined || ABOUT.test(name)) return undefined;
  return SECRETS.test(name) ? "secret" : undefined;
}
