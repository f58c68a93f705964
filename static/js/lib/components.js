// All components in one import; each has a file of its own. Boards and tickets, which phones load over a busy Wi-Fi, take
// the few that they need from there.

export { Button } from './components/button.js';
export { ConnectionBadge } from './components/connection-badge.js';
export { Countdown } from './components/countdown.js';
export { ConfirmDialog, Dialog } from './components/dialog.js';
export { CheckCard, Choices, ErrorSummary, Field, FieldError, Fieldset, TextField } from './components/field.js';
export { Icon } from './components/icon.js';
export { Empty, Notice } from './components/notice.js';
export { PinPad } from './components/pin-pad.js';
export { Ring } from './components/ring.js';
export { FlagChips, StatusChip, TreatmentChip } from './components/status-chip.js';
export { TicketCode } from './components/ticket-code.js';
export { dismissToast, Toasts, toast } from './components/toast.js';
