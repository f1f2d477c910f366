from waymo_kit.protos import frame_pb2 as _frame_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EgoTrajectoryStates(_message.Message):
    __slots__ = ("pos_x", "pos_y", "pos_z", "vel_x", "vel_y", "accel_x", "accel_y", "preference_score")
    POS_X_FIELD_NUMBER: _ClassVar[int]
    POS_Y_FIELD_NUMBER: _ClassVar[int]
    POS_Z_FIELD_NUMBER: _ClassVar[int]
    VEL_X_FIELD_NUMBER: _ClassVar[int]
    VEL_Y_FIELD_NUMBER: _ClassVar[int]
    ACCEL_X_FIELD_NUMBER: _ClassVar[int]
    ACCEL_Y_FIELD_NUMBER: _ClassVar[int]
    PREFERENCE_SCORE_FIELD_NUMBER: _ClassVar[int]
    pos_x: _containers.RepeatedScalarFieldContainer[float]
    pos_y: _containers.RepeatedScalarFieldContainer[float]
    pos_z: _containers.RepeatedScalarFieldContainer[float]
    vel_x: _containers.RepeatedScalarFieldContainer[float]
    vel_y: _containers.RepeatedScalarFieldContainer[float]
    accel_x: _containers.RepeatedScalarFieldContainer[float]
    accel_y: _containers.RepeatedScalarFieldContainer[float]
    preference_score: float
    def __init__(self, pos_x: _Optional[_Iterable[float]] = ..., pos_y: _Optional[_Iterable[float]] = ..., pos_z: _Optional[_Iterable[float]] = ..., vel_x: _Optional[_Iterable[float]] = ..., vel_y: _Optional[_Iterable[float]] = ..., accel_x: _Optional[_Iterable[float]] = ..., accel_y: _Optional[_Iterable[float]] = ..., preference_score: _Optional[float] = ...) -> None: ...

class EgoIntent(_message.Message):
    __slots__ = ()
    class Intent(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        UNKNOWN: _ClassVar[EgoIntent.Intent]
        GO_STRAIGHT: _ClassVar[EgoIntent.Intent]
        GO_LEFT: _ClassVar[EgoIntent.Intent]
        GO_RIGHT: _ClassVar[EgoIntent.Intent]
    UNKNOWN: EgoIntent.Intent
    GO_STRAIGHT: EgoIntent.Intent
    GO_LEFT: EgoIntent.Intent
    GO_RIGHT: EgoIntent.Intent
    def __init__(self) -> None: ...

class E2EDFrame(_message.Message):
    __slots__ = ("frame", "future_states", "past_states", "intent", "preference_trajectories")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    FUTURE_STATES_FIELD_NUMBER: _ClassVar[int]
    PAST_STATES_FIELD_NUMBER: _ClassVar[int]
    INTENT_FIELD_NUMBER: _ClassVar[int]
    PREFERENCE_TRAJECTORIES_FIELD_NUMBER: _ClassVar[int]
    frame: _frame_pb2.Frame
    future_states: EgoTrajectoryStates
    past_states: EgoTrajectoryStates
    intent: EgoIntent.Intent
    preference_trajectories: _containers.RepeatedCompositeFieldContainer[EgoTrajectoryStates]
    def __init__(self, frame: _Optional[_Union[_frame_pb2.Frame, _Mapping]] = ..., future_states: _Optional[_Union[EgoTrajectoryStates, _Mapping]] = ..., past_states: _Optional[_Union[EgoTrajectoryStates, _Mapping]] = ..., intent: _Optional[_Union[EgoIntent.Intent, str]] = ..., preference_trajectories: _Optional[_Iterable[_Union[EgoTrajectoryStates, _Mapping]]] = ...) -> None: ...

class TrajectoryPrediction(_message.Message):
    __slots__ = ("pos_x", "pos_y")
    POS_X_FIELD_NUMBER: _ClassVar[int]
    POS_Y_FIELD_NUMBER: _ClassVar[int]
    pos_x: _containers.RepeatedScalarFieldContainer[float]
    pos_y: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, pos_x: _Optional[_Iterable[float]] = ..., pos_y: _Optional[_Iterable[float]] = ...) -> None: ...

class FrameTrajectoryPredictions(_message.Message):
    __slots__ = ("frame_name", "trajectory")
    FRAME_NAME_FIELD_NUMBER: _ClassVar[int]
    TRAJECTORY_FIELD_NUMBER: _ClassVar[int]
    frame_name: str
    trajectory: TrajectoryPrediction
    def __init__(self, frame_name: _Optional[str] = ..., trajectory: _Optional[_Union[TrajectoryPrediction, _Mapping]] = ...) -> None: ...

class E2EDChallengeSubmission(_message.Message):
    __slots__ = ("predictions", "submission_type", "account_name", "unique_method_name", "authors", "affiliation", "description", "method_link", "uses_public_model_pretraining", "num_model_parameters", "public_model_names")
    class SubmissionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        UNKNOWN: _ClassVar[E2EDChallengeSubmission.SubmissionType]
        E2ED_SUBMISSION: _ClassVar[E2EDChallengeSubmission.SubmissionType]
    UNKNOWN: E2EDChallengeSubmission.SubmissionType
    E2ED_SUBMISSION: E2EDChallengeSubmission.SubmissionType
    PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    SUBMISSION_TYPE_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_METHOD_NAME_FIELD_NUMBER: _ClassVar[int]
    AUTHORS_FIELD_NUMBER: _ClassVar[int]
    AFFILIATION_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    METHOD_LINK_FIELD_NUMBER: _ClassVar[int]
    USES_PUBLIC_MODEL_PRETRAINING_FIELD_NUMBER: _ClassVar[int]
    NUM_MODEL_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_MODEL_NAMES_FIELD_NUMBER: _ClassVar[int]
    predictions: _containers.RepeatedCompositeFieldContainer[FrameTrajectoryPredictions]
    submission_type: E2EDChallengeSubmission.SubmissionType
    account_name: str
    unique_method_name: str
    authors: _containers.RepeatedScalarFieldContainer[str]
    affiliation: str
    description: str
    method_link: str
    uses_public_model_pretraining: bool
    num_model_parameters: str
    public_model_names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, predictions: _Optional[_Iterable[_Union[FrameTrajectoryPredictions, _Mapping]]] = ..., submission_type: _Optional[_Union[E2EDChallengeSubmission.SubmissionType, str]] = ..., account_name: _Optional[str] = ..., unique_method_name: _Optional[str] = ..., authors: _Optional[_Iterable[str]] = ..., affiliation: _Optional[str] = ..., description: _Optional[str] = ..., method_link: _Optional[str] = ..., uses_public_model_pretraining: bool = ..., num_model_parameters: _Optional[str] = ..., public_model_names: _Optional[_Iterable[str]] = ...) -> None: ...
