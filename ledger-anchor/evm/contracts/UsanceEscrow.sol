// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {
    IERC20Metadata
} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// @title Holds payers' e-money and moves it to payees, batch by batch, within their mandates.
/// @notice A payer pays into a relation with one payee and gives a mandate: how much may move to
/// that payee per period. One operator settles batches of net moves; it can take nothing beyond the
/// mandates and send nothing anywhere else. Payers and payees withdraw when they like.
/// @dev One token per deployment, so that a token gone bad touches no other. All amounts are in
/// the currency's minor unit; a token unit is never split, so there is no dust.
///
/// Money is in two kinds of places, and their sum is `heldMinor`:
///  - a relation (payer, payee): escrow and mandate in ONE slot, see RELATION below;
///  - an account: what was received and not yet collected, in one slot, see ACCOUNT below.
/// As `heldMinor` is below 2^56, no sum of balances can overflow a 56-bit field.
contract UsanceEscrow is Ownable2Step, ReentrancyGuard {
    using SafeERC20 for IERC20;

    // RELATION, from the low end: escrow 56, cap per period 56, spent in the running period 56,
    // start of the period 32, its length in hours 16, end of the mandate 32; 8 unused.
    uint256 private constant AMOUNT_MASK = (1 << 56) - 1;
    uint256 private constant TIME_MASK = (1 << 32) - 1;
    uint256 private constant HOURS_MASK = (1 << 16) - 1;
    uint256 private constant CAP_AT = 56;
    uint256 private constant SPENT_AT = 112;
    uint256 private constant START_AT = 168;
    uint256 private constant HOURS_AT = 200;
    uint256 private constant EXPIRES_AT = 216;
    uint256 private constant SPENT_AND_START = ((1 << 88) - 1) << SPENT_AT;

    // ACCOUNT, from the low end: collectable 56, pending 56, the stage it pends on 32.
    uint256 private constant PENDING_AT = 56;
    uint256 private constant STAGE_AT = 112;

    // MOVES: groups of payee 4 bytes, number of moves 2, then per move payer 4 and amount 7.
    uint256 private constant GROUP_BYTES = 6;
    uint256 private constant MOVE_BYTES = 11;

    /// @notice Only the operator may undo an open batch before it is this old.
    uint256 public constant OPEN_TIME_MAX = 1 hours;
    /// @notice Largest amount of any kind, in minor units.
    uint256 public constant AMOUNT_MAX = AMOUNT_MASK;

    /// @dev The batch whose chunks are being applied. `chain` commits to the chunks so far:
    /// chain = keccak256(chain before, keccak256(moves of the chunk)), from zero.
    struct OpenBatch {
        uint64 batchId;
        uint32 count;
        uint16 chunks;
        uint16 applied;
        uint32 openedAt;
        bool rollingBack;
        bytes32 root;
        bytes32 chunksHash;
        bytes32 chain;
    }

    /// @notice The e-money held here.
    IERC20 public immutable token;
    /// @notice Token units in one minor unit of the currency.
    uint256 public immutable unitsPerMinor;

    /// @notice May settle batches. In one slot with the next three.
    address public operator;
    /// @notice Whether settling and paying in are stopped. Withdrawing never is.
    bool public paused;
    /// @dev Number of the open batch's stage; 0 when none is open.
    uint32 private _openStage;
    uint32 private _stages;

    /// @notice Named by the owner as next operator; zero when none is.
    address public pendingOperator;
    /// @notice Sum of all escrow and accounts, in minor units.
    uint256 public heldMinor;
    /// @notice How many accounts there are; they are numbered from 1.
    uint32 public accounts;
    /// @notice The number of an address; 0 when it has none.
    mapping(address owner => uint32) public accountNo;
    /// @notice Whose account a number is.
    mapping(uint32 accountNo => address) public accountOwner;
    /// @notice Root of a settled batch; zero when no such batch is settled, an open one included.
    mapping(uint64 batchId => bytes32) public batchRoot;

    mapping(uint256 accountNo => uint256) private _accounts;
    mapping(uint256 payeeAndPayer => uint256) private _relations;
    OpenBatch private _open;

    event AccountOpened(uint32 indexed accountNo, address indexed owner);
    event Deposited(uint32 indexed payerNo, uint32 indexed payeeNo, uint256 amountMinor);
    event Funded(uint32 indexed payerNo, uint32 indexed payeeNo, uint256 amountMinor);
    event Withdrawn(
        uint32 indexed payerNo, uint32 indexed payeeNo, address to, uint256 amountMinor
    );
    event Collected(uint32 indexed accountNo, address to, uint256 amountMinor);
    event MandateSet(
        uint32 indexed payerNo,
        uint32 indexed payeeNo,
        uint256 capMinor,
        uint16 periodHours,
        uint32 expiresAt
    );
    event MandateRevoked(uint32 indexed payerNo, uint32 indexed payeeNo);
    /// @dev `moves` as given to `settle`.
    event BatchSettled(uint64 indexed batchId, bytes32 root, uint32 count, bytes moves);
    event BatchBegun(
        uint64 indexed batchId, bytes32 root, uint32 count, uint16 chunks, bytes32 chunksHash
    );
    event ChunkApplied(uint64 indexed batchId, uint16 chunk, bytes moves);
    event BatchFinalised(uint64 indexed batchId, bytes32 root, uint32 count, uint16 chunks);
    event ChunkRolledBack(uint64 indexed batchId, uint16 chunk);
    event BatchAbandoned(uint64 indexed batchId);
    event OperatorNominated(address indexed operator, address indexed pendingOperator);
    event OperatorChanged(address indexed previousOperator, address indexed operator);
    event Paused(address by);
    event Unpaused(address by);

    /// @notice Only the operator may do this.
    error NotOperator(address caller, address operator);
    /// @notice Only the nominated operator may take over.
    error NotPendingOperator(address caller, address pendingOperator);
    /// @notice Only owner or operator may pause.
    error MayNotPause(address caller);
    /// @notice The owner cannot give up the contract: it could then neither be paused nor get another
    /// operator.
    error OwnerNeeded();
    /// @notice Settling and paying in are stopped.
    error IsPaused();
    error ZeroAddress();
    /// @notice The token has fewer decimals than the currency's minor unit, or far too many.
    error UnsuitableDecimals(uint8 tokenDecimals, uint8 minorDecimals);
    /// @notice An amount is 1 to AMOUNT_MAX.
    error AmountOutOfRange(uint256 amountMinor);
    /// @notice All that is held would exceed AMOUNT_MAX.
    error HeldOutOfRange(uint256 heldMinor, uint256 amountMinor);
    /// @notice The token moved another amount than it was asked to; it may take a fee.
    error UnexpectedTokenMove(uint256 expectedUnits, uint256 movedUnits);
    /// @notice An account cannot pay itself.
    error SelfRelation(address account);
    error UnknownAccount(address owner);
    /// @notice There is less than was asked for.
    error InsufficientBalance(uint256 availableMinor, uint256 neededMinor);
    /// @notice A period has at least one hour and a mandate ends in the future.
    error MandateOutOfRange(uint256 capMinor, uint16 periodHours, uint32 expiresAt);
    /// @notice The very same batch is settled already; nothing was changed.
    error AlreadySettled(uint64 batchId);
    /// @notice The batch id is settled with another root.
    error RootConflict(uint64 batchId, bytes32 settledRoot);
    /// @notice A batch has a root and at least one settlement.
    error EmptyBatch(uint64 batchId);
    /// @notice No batch of that id is settled.
    error UnknownBatch(uint64 batchId);
    /// @notice Another batch is open; finish it or roll it back.
    error BatchOpen(uint64 openBatchId);
    /// @notice That batch is not open.
    error NotOpen(uint64 batchId);
    /// @notice That batch is being rolled back; go on to the end.
    error IsRollingBack(uint64 batchId);
    error ChunkOutOfOrder(uint64 batchId, uint16 expectedChunk, uint16 givenChunk);
    error ChunksMissing(uint64 batchId, uint16 chunks, uint16 applied);
    /// @notice The chunks are not those announced at the beginning, or not the one applied.
    error ChunksDiffer(uint64 batchId, bytes32 expectedHash, bytes32 actualHash);
    /// @notice Chunks are still applied; roll them back first, the last one first.
    error ChunksApplied(uint64 batchId, uint16 applied);
    error RollBackTooEarly(uint64 batchId, uint256 availableFrom);
    /// @notice The packed moves cannot be read; `offset` counts bytes from their beginning.
    error MovesMalformed(uint256 offset);
    /// @notice Payees, and payers of one payee, are listed once and in ascending order.
    error MovesNotAscending(uint256 offset);
    // The four reasons why a move of a batch cannot be made. `moveIndex` counts from 0.
    error NoMandate(uint256 moveIndex, uint32 payerNo, uint32 payeeNo);
    error MandateExpired(uint256 moveIndex, uint32 payerNo, uint32 payeeNo, uint32 expiredAt);
    error MandateExceeded(
        uint256 moveIndex, uint32 payerNo, uint32 payeeNo, uint256 leftMinor, uint256 neededMinor
    );
    error InsufficientEscrow(
        uint256 moveIndex,
        uint32 payerNo,
        uint32 payeeNo,
        uint256 availableMinor,
        uint256 neededMinor
    );

    modifier onlyOperator() {
        if (msg.sender != operator) revert NotOperator(msg.sender, operator);
        _;
    }

    modifier whenNotPaused() {
        if (paused) revert IsPaused();
        _;
    }

    /// @param minorDecimals of the currency, ISO 4217: 2 for EUR, 0 for JPY
    constructor(IERC20Metadata token_, uint8 minorDecimals, address owner_, address operator_)
        Ownable(owner_)
    {
        if (operator_ == address(0)) revert ZeroAddress();
        uint8 decimals = token_.decimals();
        if (decimals < minorDecimals || decimals - minorDecimals > 36) {
            revert UnsuitableDecimals(decimals, minorDecimals);
        }
        token = token_;
        unitsPerMinor = 10 ** (decimals - minorDecimals);
        operator = operator_;
        emit OperatorChanged(address(0), operator_);
    }

    // ---- payers and payees ----

    /// @notice Pays into the caller's escrow for a payee; the token must have been approved.
    function deposit(address payee, uint256 amountMinor) external whenNotPaused nonReentrant {
        _requireAmount(amountMinor);
        if (heldMinor + amountMinor > AMOUNT_MAX) revert HeldOutOfRange(heldMinor, amountMinor);
        (uint32 payerNo, uint32 payeeNo, uint256 key) = _openRelation(payee);
        uint256 units = amountMinor * unitsPerMinor;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), units);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != units) revert UnexpectedTokenMove(units, received);
        heldMinor += amountMinor;
        _relations[key] += amountMinor;
        emit Deposited(payerNo, payeeNo, amountMinor);
    }

    /// @notice Moves from the caller's own account into its escrow for a payee, so that what was
    /// received can be paid back or on.
    function fund(address payee, uint256 amountMinor) external whenNotPaused {
        _requireAmount(amountMinor);
        (uint32 payerNo, uint32 payeeNo, uint256 key) = _openRelation(payee);
        _takeFromAccount(payerNo, amountMinor);
        _relations[key] += amountMinor;
        emit Funded(payerNo, payeeNo, amountMinor);
    }

    /// @notice Takes back escrow that no batch has taken. Works at any time.
    function withdraw(address payee, uint256 amountMinor, address to) external nonReentrant {
        _requireAmount(amountMinor);
        (uint32 payerNo, uint32 payeeNo, uint256 key) = _requireRelation(payee);
        uint256 word = _relations[key];
        uint256 available = word & AMOUNT_MASK;
        if (available < amountMinor) revert InsufficientBalance(available, amountMinor);
        _relations[key] = word - amountMinor;
        emit Withdrawn(payerNo, payeeNo, to, amountMinor);
        _payOut(to, amountMinor);
    }

    /// @notice Takes out what was received in settled batches. Works at any time.
    function collect(uint256 amountMinor, address to) external nonReentrant {
        _requireAmount(amountMinor);
        uint32 no = _requireAccount(msg.sender);
        _takeFromAccount(no, amountMinor);
        emit Collected(no, to, amountMinor);
        _payOut(to, amountMinor);
    }

    /// @notice Lets the operator move up to `capMinor` per period to a payee until `expiresAt`.
    /// @dev What the running period has spent stays spent, so a change that is overtaken by a
    /// settlement never adds the old cap to the new one. Another length starts a new period now,
    /// which begins with that same amount spent.
    function setMandate(address payee, uint256 capMinor, uint16 periodHours, uint32 expiresAt)
        external
    {
        if (
            capMinor == 0 || capMinor > AMOUNT_MAX || periodHours == 0
                || expiresAt <= block.timestamp
        ) revert MandateOutOfRange(capMinor, periodHours, expiresAt);
        (uint32 payerNo, uint32 payeeNo, uint256 key) = _openRelation(payee);
        uint256 word = _relations[key];
        uint256 start = (word >> START_AT) & TIME_MASK;
        uint256 spent = (word >> SPENT_AT) & AMOUNT_MASK;
        uint256 oldHours = (word >> HOURS_AT) & HOURS_MASK;
        if (block.timestamp >= start + oldHours * 1 hours) spent = 0;
        if (oldHours != periodHours || spent == 0) start = block.timestamp;
        _relations[key] = (word & AMOUNT_MASK) | (capMinor << CAP_AT) | (spent << SPENT_AT)
            | (start << START_AT) | (uint256(periodHours) << HOURS_AT)
            | (uint256(expiresAt) << EXPIRES_AT);
        emit MandateSet(payerNo, payeeNo, capMinor, periodHours, expiresAt);
    }

    /// @notice Nothing moves to the payee any more. Works at any time.
    function revokeMandate(address payee) external {
        (uint32 payerNo, uint32 payeeNo, uint256 key) = _requireRelation(payee);
        _relations[key] &= ~(AMOUNT_MASK << CAP_AT);
        emit MandateRevoked(payerNo, payeeNo);
    }

    // ---- the operator: a batch in one transaction ----

    /// @notice Settles a batch whole: makes every move and keeps the root, or reverts.
    /// @param count how many settlements the root is over
    /// @param moves packed, see MOVES
    function settle(uint64 batchId, bytes32 root, uint32 count, bytes calldata moves)
        external
        onlyOperator
        whenNotPaused
    {
        _requireNew(batchId, root, count);
        batchRoot[batchId] = root;
        _apply(moves, 0);
        emit BatchSettled(batchId, root, count, moves);
    }

    // ---- the operator: a batch in several transactions ----

    /// @notice Opens a batch that comes in chunks.
    /// @param chunksHash what the chain over all chunks will be, see OpenBatch
    function begin(
        uint64 batchId,
        bytes32 root,
        uint32 count,
        uint16 chunks,
        bytes32 chunksHash
    ) external onlyOperator whenNotPaused {
        _requireNew(batchId, root, count);
        if (chunks == 0) revert ChunksMissing(batchId, 1, 0);
        _openStage = ++_stages;
        _open = OpenBatch(
            batchId, count, chunks, 0, uint32(block.timestamp), false, root, chunksHash, 0
        );
        emit BatchBegun(batchId, root, count, chunks, chunksHash);
    }

    /// @notice Makes the moves of one chunk, from 0 upwards. Payers' escrow is taken at once;
    /// payees can collect only after `finalise`.
    function append(uint64 batchId, uint16 chunk, bytes calldata moves)
        external
        onlyOperator
        whenNotPaused
    {
        OpenBatch storage open = _requireGoingOn(batchId);
        if (chunk != open.applied || chunk >= open.chunks) {
            revert ChunkOutOfOrder(batchId, open.applied, chunk);
        }
        open.applied = chunk + 1;
        open.chain = _link(open.chain, moves);
        _apply(moves, _openStage);
        emit ChunkApplied(batchId, chunk, moves);
    }

    /// @notice Closes the open batch: all its chunks are there, what pends is collectable, and its
    /// root verifies.
    function finalise(uint64 batchId) external onlyOperator whenNotPaused {
        OpenBatch storage open = _requireGoingOn(batchId);
        if (open.applied != open.chunks) {
            revert ChunksMissing(batchId, open.chunks, open.applied);
        }
        if (open.chain != open.chunksHash) {
            revert ChunksDiffer(batchId, open.chunksHash, open.chain);
        }
        batchRoot[batchId] = open.root;
        _openStage = 0;
        emit BatchFinalised(batchId, open.root, open.count, open.chunks);
    }

    /// @notice Undoes the chunk applied last. The operator may do so at any time, anyone once the
    /// batch has been open for OPEN_TIME_MAX: no account's money waits for the operator.
    /// @param chainBefore the chain before this chunk; zero for chunk 0
    /// @param moves of that chunk, as they were appended
    function rollBack(uint64 batchId, uint16 chunk, bytes32 chainBefore, bytes calldata moves)
        external
    {
        OpenBatch storage open = _requireUndoable(batchId);
        uint16 applied = open.applied;
        if (applied == 0 || chunk != applied - 1) {
            revert ChunkOutOfOrder(batchId, applied == 0 ? 0 : applied - 1, chunk);
        }
        bytes32 chain = _link(chainBefore, moves);
        if (chain != open.chain) revert ChunksDiffer(batchId, open.chain, chain);
        open.rollingBack = true;
        open.applied = chunk;
        open.chain = chainBefore;
        _unapply(moves);
        emit ChunkRolledBack(batchId, chunk);
    }

    /// @notice Closes an open batch of which no chunk is applied. Its id is free again.
    function abandon(uint64 batchId) external {
        OpenBatch storage open = _requireUndoable(batchId);
        if (open.applied != 0) revert ChunksApplied(batchId, open.applied);
        _openStage = 0;
        emit BatchAbandoned(batchId);
    }

    // ---- anyone ----

    /// @notice Whether a settlement is in a settled batch.
    /// @param leaf keccak256(abi.encode(values)): the leaf before its second hash, which is made
    /// here. An inner node of the tree, a hash of 64 bytes, cannot be passed off as one.
    function verify(bytes32 leaf, bytes32[] calldata proof, uint64 batchId)
        external
        view
        returns (bool)
    {
        bytes32 root = batchRoot[batchId];
        if (root == 0) revert UnknownBatch(batchId);
        return MerkleProof.verifyCalldata(proof, root, keccak256(bytes.concat(leaf)));
    }

    /// @notice An account: what can be collected, and what the open batch would add.
    function account(uint32 no) external view returns (uint256 balanceMinor, uint256 pendingMinor) {
        uint256 word = _matured(_accounts[no], _openStage);
        return (word & AMOUNT_MASK, (word >> PENDING_AT) & AMOUNT_MASK);
    }

    /// @notice A relation as stored. A period that has ended still shows what was spent in it.
    function relation(uint32 payerNo, uint32 payeeNo)
        external
        view
        returns (
            uint256 balanceMinor,
            uint256 capMinor,
            uint256 spentMinor,
            uint32 periodStart,
            uint16 periodHours,
            uint32 expiresAt
        )
    {
        uint256 word = _relations[_key(payerNo, payeeNo)];
        return (
            word & AMOUNT_MASK,
            (word >> CAP_AT) & AMOUNT_MASK,
            (word >> SPENT_AT) & AMOUNT_MASK,
            uint32(word >> START_AT),
            uint16(word >> HOURS_AT),
            uint32(word >> EXPIRES_AT)
        );
    }

    /// @notice The batch whose chunks are being applied; `isOpen` false when there is none.
    function openBatch()
        external
        view
        returns (
            bool isOpen,
            uint64 batchId,
            bytes32 root,
            uint16 chunks,
            uint16 applied,
            uint32 openedAt,
            bool rollingBack,
            bytes32 chain
        )
    {
        OpenBatch storage open = _open;
        if (_openStage == 0) return (false, 0, 0, 0, 0, 0, false, 0);
        return (
            true,
            open.batchId,
            open.root,
            open.chunks,
            open.applied,
            open.openedAt,
            open.rollingBack,
            open.chain
        );
    }

    // ---- owner ----

    /// @notice Names the next operator, who has to accept. The zero address withdraws an offer.
    function nominateOperator(address successor) external onlyOwner {
        pendingOperator = successor;
        emit OperatorNominated(operator, successor);
    }

    /// @notice The nominated operator takes over, an open batch included.
    function acceptOperator() external {
        if (msg.sender != pendingOperator) revert NotPendingOperator(msg.sender, pendingOperator);
        emit OperatorChanged(operator, msg.sender);
        operator = msg.sender;
        pendingOperator = address(0);
    }

    /// @notice Stops settling and paying in. Owner or operator.
    function pause() external {
        if (msg.sender != owner() && msg.sender != operator) revert MayNotPause(msg.sender);
        paused = true;
        emit Paused(msg.sender);
    }

    /// @notice Ends a pause. The owner alone, so that a stolen operator's key cannot.
    function unpause() external onlyOwner {
        paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc Ownable
    function renounceOwnership() public pure override {
        revert OwnerNeeded();
    }

    // ---- accounts and relations ----

    function _requireAmount(uint256 amountMinor) private pure {
        if (amountMinor == 0 || amountMinor > AMOUNT_MAX) revert AmountOutOfRange(amountMinor);
    }

    function _accountOf(address who) private returns (uint32 no) {
        no = accountNo[who];
        if (no == 0) {
            if (who == address(0)) revert ZeroAddress();
            no = ++accounts;
            accountNo[who] = no;
            accountOwner[no] = who;
            emit AccountOpened(no, who);
        }
    }

    function _requireAccount(address who) private view returns (uint32 no) {
        no = accountNo[who];
        if (no == 0) revert UnknownAccount(who);
    }

    function _openRelation(address payee) private returns (uint32, uint32, uint256) {
        if (payee == msg.sender) revert SelfRelation(payee);
        uint32 payerNo = _accountOf(msg.sender);
        uint32 payeeNo = _accountOf(payee);
        return (payerNo, payeeNo, _key(payerNo, payeeNo));
    }

    function _requireRelation(address payee) private view returns (uint32, uint32, uint256) {
        uint32 payerNo = _requireAccount(msg.sender);
        uint32 payeeNo = _requireAccount(payee);
        return (payerNo, payeeNo, _key(payerNo, payeeNo));
    }

    function _key(uint32 payerNo, uint32 payeeNo) private pure returns (uint256) {
        return (uint256(payeeNo) << 32) | payerNo;
    }

    function _takeFromAccount(uint32 no, uint256 amountMinor) private {
        uint256 word = _matured(_accounts[no], _openStage);
        uint256 available = word & AMOUNT_MASK;
        if (available < amountMinor) revert InsufficientBalance(available, amountMinor);
        _accounts[no] = word - amountMinor;
    }

    /// @dev Tokens leave last. A fee on top, taken from others' money, is refused; one that the
    /// recipient bears is not, for it must not lock anyone in.
    function _payOut(address to, uint256 amountMinor) private {
        if (to == address(0) || to == address(this)) revert ZeroAddress();
        heldMinor -= amountMinor;
        uint256 units = amountMinor * unitsPerMinor;
        uint256 before = token.balanceOf(address(this));
        token.safeTransfer(to, units);
        uint256 sent = before - token.balanceOf(address(this));
        if (sent != units) revert UnexpectedTokenMove(units, sent);
    }

    /// @dev An account with what pended on a batch that is closed by now added to the balance. A
    /// batch rolled back has taken its part out of `pending` itself.
    function _matured(uint256 word, uint256 openStage) private pure returns (uint256) {
        if (word >> PENDING_AT == 0 || word >> STAGE_AT == openStage) return word;
        return (word & AMOUNT_MASK) + ((word >> PENDING_AT) & AMOUNT_MASK);
    }

    // ---- batches ----

    function _requireNew(uint64 batchId, bytes32 root, uint32 count) private view {
        if (root == 0 || count == 0) revert EmptyBatch(batchId);
        bytes32 settled = batchRoot[batchId];
        if (settled != 0) {
            if (settled == root) revert AlreadySettled(batchId);
            revert RootConflict(batchId, settled);
        }
        if (_openStage != 0) revert BatchOpen(_open.batchId);
    }

    function _requireOpen(uint64 batchId) private view returns (OpenBatch storage open) {
        open = _open;
        if (_openStage == 0 || open.batchId != batchId) revert NotOpen(batchId);
    }

    function _requireGoingOn(uint64 batchId) private view returns (OpenBatch storage open) {
        open = _requireOpen(batchId);
        if (open.rollingBack) revert IsRollingBack(batchId);
    }

    function _requireUndoable(uint64 batchId) private view returns (OpenBatch storage open) {
        open = _requireOpen(batchId);
        uint256 availableFrom = open.openedAt + OPEN_TIME_MAX;
        if (msg.sender != operator && block.timestamp < availableFrom) {
            revert RollBackTooEarly(batchId, availableFrom);
        }
    }

    function _link(bytes32 chain, bytes calldata moves) private pure returns (bytes32) {
        return keccak256(bytes.concat(chain, keccak256(moves)));
    }

    /// @dev Makes the moves; with an open stage, what payees get pends on it.
    function _apply(bytes calldata moves, uint256 openStage) private {
        unchecked {
            uint256 offset;
            uint256 moveIndex;
            uint256 payeeNo;
            while (offset < moves.length) {
                uint256 end;
                (payeeNo, end) = _group(moves, offset, payeeNo);
                uint256 payerNo;
                uint256 total;
                for (offset += GROUP_BYTES; offset < end; offset += MOVE_BYTES) {
                    uint256 amount;
                    (payerNo, amount) = _move(moves, offset, payerNo);
                    _debit(payeeNo, payerNo, amount, moveIndex++);
                    total += amount;
                }
                uint256 word = _matured(_accounts[payeeNo], openStage);
                // Sums of amounts held here stay within their fields, see heldMinor.
                _accounts[payeeNo] = openStage == 0
                    ? word + total
                    : ((word + (total << PENDING_AT)) & ((1 << STAGE_AT) - 1))
                        | (openStage << STAGE_AT);
            }
        }
    }

    /// @dev Takes back the moves of a chunk of the open batch, the exact reverse.
    function _unapply(bytes calldata moves) private {
        unchecked {
            uint256 offset;
            uint256 payeeNo;
            while (offset < moves.length) {
                uint256 end;
                (payeeNo, end) = _group(moves, offset, payeeNo);
                uint256 payerNo;
                uint256 total;
                for (offset += GROUP_BYTES; offset < end; offset += MOVE_BYTES) {
                    uint256 amount;
                    (payerNo, amount) = _move(moves, offset, payerNo);
                    uint256 key = (payeeNo << 32) | payerNo;
                    uint256 word = _relations[key];
                    // Less than was taken if a new period or mandate has begun since.
                    uint256 spent = (word >> SPENT_AT) & AMOUNT_MASK;
                    uint256 unspent = amount < spent ? amount : spent;
                    _relations[key] = word + amount - (unspent << SPENT_AT);
                    total += amount;
                }
                _accounts[payeeNo] -= total << PENDING_AT;
            }
        }
    }

    /// @dev Reads a group's head. Account numbers begin with 1, so 0 is before the first.
    function _group(bytes calldata moves, uint256 offset, uint256 previousPayeeNo)
        private
        pure
        returns (uint256 payeeNo, uint256 end)
    {
        unchecked {
            uint256 head;
            assembly ("memory-safe") {
                head := shr(208, calldataload(add(moves.offset, offset)))
            }
            payeeNo = head >> 16;
            end = offset + GROUP_BYTES + (head & 0xffff) * MOVE_BYTES;
            if (end > moves.length || head & 0xffff == 0) revert MovesMalformed(offset);
            if (payeeNo <= previousPayeeNo) revert MovesNotAscending(offset);
        }
    }

    function _move(bytes calldata moves, uint256 offset, uint256 previousPayerNo)
        private
        pure
        returns (uint256 payerNo, uint256 amount)
    {
        uint256 move;
        assembly ("memory-safe") {
            move := shr(168, calldataload(add(moves.offset, offset)))
        }
        payerNo = move >> 56;
        amount = move & AMOUNT_MASK;
        if (payerNo <= previousPayerNo) revert MovesNotAscending(offset);
        if (amount == 0) revert MovesMalformed(offset);
    }

    /// @dev One slot is read and written: escrow, cap, spent, period and end of the mandate.
    function _debit(uint256 payeeNo, uint256 payerNo, uint256 amount, uint256 moveIndex) private {
        unchecked {
            uint256 key = (payeeNo << 32) | payerNo;
            uint256 word = _relations[key];
            uint256 cap = (word >> CAP_AT) & AMOUNT_MASK;
            if (cap == 0) revert NoMandate(moveIndex, uint32(payerNo), uint32(payeeNo));
            if (block.timestamp >= word >> EXPIRES_AT) {
                revert MandateExpired(
                    moveIndex, uint32(payerNo), uint32(payeeNo), uint32(word >> EXPIRES_AT)
                );
            }
            uint256 start = (word >> START_AT) & TIME_MASK;
            uint256 length = ((word >> HOURS_AT) & HOURS_MASK) * 1 hours;
            if (block.timestamp >= start + length) {
                // Periods follow one another without gaps from the first one's start.
                start += (block.timestamp - start) / length * length;
                word = (word & ~SPENT_AND_START) | (start << START_AT);
            }
            uint256 spent = (word >> SPENT_AT) & AMOUNT_MASK;
            uint256 left = cap > spent ? cap - spent : 0;
            if (amount > left) {
                revert MandateExceeded(
                    moveIndex, uint32(payerNo), uint32(payeeNo), left, amount
                );
            }
            if (amount > word & AMOUNT_MASK) {
                revert InsufficientEscrow(
                    moveIndex, uint32(payerNo), uint32(payeeNo), word & AMOUNT_MASK, amount
                );
            }
            _relations[key] = word - amount + (amount << SPENT_AT);
        }
    }
}
