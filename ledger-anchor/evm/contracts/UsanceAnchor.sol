// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title Anchors Merkle roots of settlement batches.
/// @notice One operator writes; anyone reads. A batch number is written once and never changes, so
/// what is found here was true from its block on.
/// @dev Leaves and trees are OpenZeppelin's `standard-v1`: double keccak-256 of the ABI-encoded
/// values, sorted pairs. No money moves here.
contract UsanceAnchor {
    /// @dev Two storage slots: the root, and the rest packed in one. `count` 0 means absent.
    struct Batch {
        bytes32 root;
        uint32 count;
        uint64 blockNumber;
    }

    /// @notice May anchor batches.
    address public operator;
    /// @notice Named by the operator as successor; zero when none is.
    address public pendingOperator;

    mapping(uint64 batchNo => Batch) private _batches;

    event BatchAnchored(uint64 indexed batchNo, bytes32 root, uint32 count);
    event OperatorTransferStarted(address indexed operator, address indexed pendingOperator);
    event OperatorTransferred(address indexed previousOperator, address indexed operator);

    /// @notice Only the operator may do this.
    error NotOperator(address caller, address operator);
    /// @notice Only the named successor may take over.
    error NotPendingOperator(address caller, address pendingOperator);
    /// @notice The very same batch is there already; nothing was changed.
    error AlreadyAnchored(uint64 batchNo, uint64 blockNumber);
    /// @notice The batch number is there with another root or count.
    error RootConflict(uint64 batchNo, bytes32 anchoredRoot, uint32 anchoredCount);
    /// @notice A batch holds at least one settlement.
    error EmptyBatch(uint64 batchNo);
    /// @notice No batch of that number is anchored.
    error UnknownBatch(uint64 batchNo);

    modifier onlyOperator() {
        if (msg.sender != operator) revert NotOperator(msg.sender, operator);
        _;
    }

    constructor() {
        operator = msg.sender;
        emit OperatorTransferred(address(0), msg.sender);
    }

    /// @notice Writes the root of a batch, once.
    /// @param count how many settlements are in the batch
    function anchor(uint64 batchNo, bytes32 root, uint32 count) external onlyOperator {
        if (count == 0) revert EmptyBatch(batchNo);
        Batch storage batch = _batches[batchNo];
        if (batch.count != 0) {
            if (batch.root == root && batch.count == count) {
                revert AlreadyAnchored(batchNo, batch.blockNumber);
            }
            revert RootConflict(batchNo, batch.root, batch.count);
        }
        batch.root = root;
        batch.count = count;
        batch.blockNumber = uint64(block.number);
        emit BatchAnchored(batchNo, root, count);
    }

    /// @notice What is anchored under a number; all zero when nothing is.
    function batches(uint64 batchNo)
        external
        view
        returns (bytes32 root, uint32 count, uint64 blockNumber)
    {
        Batch storage batch = _batches[batchNo];
        return (batch.root, batch.count, batch.blockNumber);
    }

    /// @notice Whether the leaf is in the anchored batch.
    function verify(bytes32 leaf, bytes32[] calldata proof, uint64 batchNo)
        external
        view
        returns (bool)
    {
        Batch storage batch = _batches[batchNo];
        if (batch.count == 0) revert UnknownBatch(batchNo);
        return MerkleProof.verifyCalldata(proof, batch.root, leaf);
    }

    /// @notice Names a successor, who has to accept. The zero address withdraws an offer.
    function transferOperator(address successor) external onlyOperator {
        pendingOperator = successor;
        emit OperatorTransferStarted(operator, successor);
    }

    /// @notice The named successor takes over.
    function acceptOperator() external {
        if (msg.sender != pendingOperator) revert NotPendingOperator(msg.sender, pendingOperator);
        address previous = operator;
        operator = msg.sender;
        pendingOperator = address(0);
        emit OperatorTransferred(previous, msg.sender);
    }
}
